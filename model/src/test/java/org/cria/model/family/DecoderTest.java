package org.cria.model.family;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.cria.kernels.program.Step;
import org.cria.model.gguf.Gguf;
import org.cria.model.gguf.GgufException;
import org.cria.testmodels.TinyModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What families of a test make of the decoder that all share. */
final class DecoderTest {
    /** Llama by another name. */
    private static final class Alpaca implements Family {
        @Override
        public String architecture() {
            return "alpaca";
        }
    }

    /** Queries and keys are normalised head by head before they are turned. */
    private static final class Vicugna implements Family {
        @Override
        public String architecture() {
            return "vicugna";
        }

        @Override
        public void heads(Layer layer) {
            int dims = layer.config().headDims();
            layer.norm("attn_q_norm", dims, "head_dim", layer.q(), layer.q());
            layer.norm("attn_k_norm", dims, "head_dim", layer.k(), layer.k());
            layer.turn(layer.q());
            layer.turn(layer.k());
        }
    }

    @TempDir
    Path folder;

    @Test
    void aFamilyThatOverridesNothingIsLlama() throws IOException {
        Function<Definition, List<String>> names = definition ->
                definition.program().steps().stream().map(Step::name).toList();
        assertEquals(
                define(new Llama(), Defined.tiny(), names),
                define(new Alpaca(), Defined.tiny().architecture("alpaca"), names));
        assertEquals(
                "alpaca",
                define(
                        new Alpaca(),
                        Defined.tiny().architecture("alpaca"),
                        definition -> definition.config().architecture()));
    }

    @Test
    void aFamilyWritesDownWhatSetsItApart() throws IOException {
        TinyModel model =
                Defined.tiny().architecture("vicugna").gain("attn_q_norm", 8).gain("attn_k_norm", 8);
        List<Step> layer = define(
                new Vicugna(),
                model,
                definition -> definition.program().layers().get(1));
        assertEquals(
                List.of(
                        "RmsNorm", "MatMul", "MatMul", "MatMul", "RmsNorm", "RmsNorm", "Rope", "Rope", "StoreKv",
                        "Attend", "MatMul", "Add", "RmsNorm", "MatMul", "MatMul", "SwiGlu", "MatMul", "Add"),
                layer.stream().map(Step::name).toList());
        Step.RmsNorm queries = (Step.RmsNorm) layer.get(4);
        assertEquals("blk.1.attn_q_norm.weight", queries.gain().name());
        assertEquals("q", queries.out().name());
        assertEquals(4, queries.groups());
        assertEquals(2, ((Step.RmsNorm) layer.get(5)).groups());
    }

    @Test
    void aTensorOfAnotherShapeIsRefusedInTheFamilysWords() throws IOException {
        TinyModel model =
                Defined.tiny().architecture("vicugna").gain("attn_q_norm", 32).gain("attn_k_norm", 8);
        GgufException refusal =
                assertThrows(GgufException.class, () -> define(new Vicugna(), model, definition -> "not refused"));
        assertEquals(
                "vicugna.gguf: tensor 'blk.0.attn_q_norm.weight' is [32], expected [8] (head_dim). The file is damaged;"
                        + " download it again.",
                refusal.getMessage());
        GgufException unknown = assertThrows(
                GgufException.class,
                () -> define(
                        new Alpaca(),
                        Defined.tiny().architecture("alpaca").gain("attn_q_norm", 8),
                        definition -> "not refused"));
        assertEquals(
                "alpaca.gguf: tensor 'blk.0.attn_q_norm.weight' has no meaning in architecture alpaca, expected only tensors"
                        + " that the forward pass uses. This variant of the architecture is not supported; choose another"
                        + " model.",
                unknown.getMessage());
    }

    private <T> T define(Family family, TinyModel model, Function<Definition, T> look) throws IOException {
        try (Gguf gguf = Gguf.open(model.write(folder.resolve(family.architecture() + ".gguf")))) {
            return look.apply(Decoder.define(family, gguf, trained -> trained));
        }
    }
}
