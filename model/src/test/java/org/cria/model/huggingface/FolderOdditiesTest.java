package org.cria.model.huggingface;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.cria.kernels.CriaException;
import org.cria.model.gguf.Gguf;
import org.cria.model.tokenizer.Vocabulary;
import org.cria.testmodels.TinyFolder;
import org.cria.testmodels.TinyTokenizer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What published folders have now and then becomes right, or is one true line. */
final class FolderOdditiesTest {
    @TempDir
    Path work;

    private Path folder(TinyFolder tiny) throws IOException {
        return tiny.write(work.resolve("tiny"));
    }

    private static TinyFolder llama() {
        return TinyFolder.of("LlamaForCausalLM");
    }

    private static void edit(Path file, String from, String to) throws IOException {
        String text = Files.readString(file);
        assertTrue(text.contains(from), text);
        Files.writeString(file, text.replace(from, to));
    }

    private Gguf converted(Path folder) throws IOException {
        Path file = work.resolve("tiny.gguf");
        FolderFile.main(new String[] {folder.toString(), file.toString()});
        return Gguf.open(file);
    }

    private void assertNoFile(Path folder, String expected) {
        String message = String.valueOf(assertThrows(
                        CriaException.class,
                        () -> FolderFile.main(new String[] {
                            folder.toString(), work.resolve("tiny.gguf").toString()
                        }))
                .getMessage());
        assertTrue(message.contains(expected), message);
        assertFalse(message.contains("\n"), message);
        assertFalse(Files.exists(work.resolve("tiny.gguf")));
    }

    @Test
    void noFileIsMadeOfWhatCouldNotRun() throws IOException {
        Path folder = folder(llama());
        edit(folder.resolve("config.json"), "\"num_hidden_layers\": 2", "\"num_hidden_layers\": 3");
        assertNoFile(folder, "tensor 'blk.2.attn_norm.weight' is missing");
        edit(folder.resolve("config.json"), "\"num_hidden_layers\": 3", "\"num_hidden_layers\": 1");
        assertNoFile(folder, "tensor 'blk.1.");
        edit(folder.resolve("config.json"), "\"num_hidden_layers\": 1", "\"num_hidden_layers\": 2");
        edit(folder.resolve("config.json"), "\"vocab_size\": 384", "\"vocab_size\": 400");
        assertNoFile(folder, "config.json: vocab_size is 400, expected 384, the rows of the embeddings");
        edit(folder.resolve("config.json"), "\"vocab_size\": 400", "\"vocab_size\": 384");
        converted(folder).close();
    }

    @Test
    void aSizeThatNoMemoryHoldsIsRefusedAtOnce() throws IOException {
        Path folder = folder(llama());
        edit(folder.resolve("config.json"), "\"vocab_size\": 384", "\"vocab_size\": 2000000000");
        assertNoFile(folder, "vocab_size is 2000000000, expected 384");
    }

    @Test
    void factorsForLongTextsAreRefusedWhereOnlyPhiHasThem() throws IOException {
        assertNoFile(
                folder(llama().rope("\"rope_type\": \"longrope\", \"short_factor\": [1.1], \"long_factor\": [2.0]")),
                "rope_parameters.rope_type is \"longrope\"");
    }

    @Test
    void llamasFactorsAreRefusedWhereNoTensorIsMadeOfThem() throws IOException {
        TinyFolder qwen = TinyFolder.of("Qwen2ForCausalLM")
                .with("hidden_act", "\"silu\"")
                .rope("\"rope_type\": \"llama3\", \"factor\": 8.0, \"low_freq_factor\": 1.0, \"high_freq_factor\": 4.0,"
                        + " \"original_max_position_embeddings\": 64, \"rope_theta\": 10000.0");
        assertNoFile(folder(qwen), "rope_parameters.rope_type is \"llama3\"");
    }

    @Test
    void aPointerOfGitLfsIsTold() throws IOException {
        Path folder = folder(llama());
        Files.writeString(
                folder.resolve("tokenizer.json"), "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n");
        assertNoFile(folder, "tokenizer.json: the file is a Git LFS pointer");
    }

    @Test
    void expertsAreCheckedToo() throws IOException {
        Path folder = folder(TinyFolder.of("MixtralForCausalLM").mixtral(4));
        converted(folder).close();
        Files.delete(work.resolve("tiny.gguf"));
        edit(folder.resolve("config.json"), "\"intermediate_size\": 96", "\"intermediate_size\": 80");
        assertNoFile(folder, "tensor 'blk.0.ffn_gate_exps.weight' is [64, 96, 4], expected [64, 80, 4]");
    }

    @Test
    void aTokenizerWithoutMergesIsNone() throws IOException {
        for (TinyTokenizer kind : new TinyTokenizer[] {TinyTokenizer.LLAMA3, TinyTokenizer.SENTENCE_PIECES}) {
            Path folder = folder(llama().tokenizer(kind));
            edit(folder.resolve("tokenizer.json"), "\"merges\"", "\"others\"");
            assertNoFile(folder, "tokenizer.json: model.merges is missing");
        }
    }

    @Test
    void addedPiecesWithoutAnEmbeddingAreLeftOut() throws IOException {
        for (TinyTokenizer kind : new TinyTokenizer[] {TinyTokenizer.LLAMA3, TinyTokenizer.SENTENCE_PIECES}) {
            Path folder = folder(llama().tokenizer(kind));
            edit(
                    folder.resolve("tokenizer.json"),
                    "\"added_tokens\": [",
                    "\"added_tokens\": [{\"id\": 400, \"content\": \"<pad>\", \"special\": true}, ");
            try (Gguf gguf = converted(folder)) {
                Vocabulary vocabulary = Vocabulary.from(gguf.metadata());
                assertEquals(384, vocabulary.size());
                assertTrue(vocabulary.id("<pad>").isEmpty());
            }
        }
    }

    @Test
    void theTemplateInAFileOfItsOwnComesFirst() throws IOException {
        Path folder = folder(llama());
        Files.writeString(folder.resolve("chat_template.jinja"), "newer");
        try (Gguf gguf = converted(folder)) {
            assertEquals("newer", gguf.metadata().string("tokenizer.chat_template"));
        }
    }

    @Test
    void everyEndOfGenerationEnds() throws IOException {
        Path folder = folder(llama().tokenizer(TinyTokenizer.LLAMA3).with("eos_token_id", "[267, 300]"));
        Files.writeString(folder.resolve("generation_config.json"), "{\"eos_token_id\": [267, 260, 999, 300]}");
        try (Gguf gguf = converted(folder)) {
            Vocabulary vocabulary = Vocabulary.from(gguf.metadata());
            assertTrue(vocabulary.endsGeneration(267) && vocabulary.endsGeneration(260));
            assertTrue(vocabulary.endsGeneration(300));
            assertFalse(vocabulary.endsGeneration(261));
            assertEquals(267, gguf.metadata().integer("tokenizer.ggml.eos_token_id"));
        }
        Files.delete(folder.resolve("tokenizer_config.json"));
        try (Gguf gguf = converted(folder)) {
            assertEquals(267, gguf.metadata().integer("tokenizer.ggml.eos_token_id"));
        }
    }
}
