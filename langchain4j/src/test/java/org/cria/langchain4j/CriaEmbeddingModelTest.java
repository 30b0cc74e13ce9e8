package org.cria.langchain4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.model.output.Response;
import dev.langchain4j.store.embedding.CosineSimilarity;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Vectors of texts, from the built-in model. */
final class CriaEmbeddingModelTest {
    private static CriaModel model;
    private static CriaEmbeddingModel vectors;

    @BeforeAll
    static void open() {
        model = BuiltIn.open();
        vectors = CriaEmbeddingModel.builder().model(model).build();
    }

    @AfterAll
    static void close() {
        vectors.close();
        model.close();
    }

    @Test
    void vectorsHaveTheModelsWidthAndLengthOne() {
        Embedding vector = vectors.embed("Varick lives in Umberly.").content();
        assertEquals(vectors.dimension(), vector.dimension());
        double squares = 0;
        for (float value : vector.vector()) {
            squares += value * value;
        }
        assertEquals(1, squares, 1e-5); // some hundred terms, each rounded to 2^-24 of itself
        assertEquals("built-in", vectors.modelName());
    }

    @Test
    void manyTextsHaveTheVectorsThatEachHasAlone() {
        List<String> texts = List.of("Varick lives in Umberly.", "Once upon a time", "Varick lives in Umberly.");
        Response<List<Embedding>> all =
                vectors.embedAll(texts.stream().map(TextSegment::from).toList());
        for (int i = 0; i < texts.size(); i++) {
            assertEquals(vectors.embed(texts.get(i)).content(), all.content().get(i));
        }
        assertEquals(all.content().get(0), all.content().get(2));
        assertNotEquals(all.content().get(0), all.content().get(1));
        assertTrue(Objects.requireNonNull(all.tokenUsage()).inputTokenCount() > 10);
    }

    @Test
    void likeTextsHaveLikeVectors() {
        Embedding question = vectors.embed("Where does Varick live?").content();
        double near = CosineSimilarity.between(
                question, vectors.embed("Where does Brenna live?").content());
        double far = CosineSimilarity.between(question, vectors.embed("3, 4, 5").content());
        assertTrue(near > far, near + " and " + far);
    }

    @Test
    void aTextThatIsTooLongIsNamed() {
        InvalidRequestException error = assertThrows(
                InvalidRequestException.class,
                () -> vectors.embedAll(List.of(TextSegment.from("short"), TextSegment.from("word ".repeat(1200)))));
        assertTrue(String.valueOf(error.getMessage()).startsWith("text 1: "), error.getMessage());
    }
}
