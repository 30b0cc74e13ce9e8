package org.cria.langchain4j;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.output.Response;
import dev.langchain4j.model.output.TokenUsage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.cria.kernels.CriaException;
import org.cria.model.forward.Embedder;
import org.jspecify.annotations.Nullable;

/**
 * A model in this JVM that makes vectors of texts: of length 1, the mean of its last states. The same text has the same vector, bit for bit.
 * Safe for any thread; texts take turns.
 */
public final class CriaEmbeddingModel implements EmbeddingModel, AutoCloseable {
    private final CriaModel model;
    private final boolean owned;

    private CriaEmbeddingModel(CriaModel model, boolean owned) {
        this.model = model;
        this.owned = owned;
    }

    /** Builds one; it needs a model or the path of one. */
    public static Builder builder() {
        return new Builder();
    }

    /** Builds a {@link CriaEmbeddingModel}. */
    public static final class Builder {
        private @Nullable Path path;
        private @Nullable CriaModel model;

        private Builder() {}

        /** A GGUF file, which what is built opens with {@link CriaModel#open(Path)} and closes with itself. */
        public Builder modelPath(Path file) {
            this.path = file;
            return this;
        }

        /** A model that others use too; whoever opened it closes it. */
        public Builder model(CriaModel shared) {
            this.model = shared;
            return this;
        }

        /**
         * Builds it, and opens the model where a path was given.
         *
         * @throws CriaException when the model cannot be opened
         * @throws IllegalStateException when not exactly one of model and path is set
         */
        public CriaEmbeddingModel build() {
            return new CriaEmbeddingModel(Given.open(model, path), path != null);
        }
    }

    /** @throws InvalidRequestException if a text is empty, or longer than the context */
    @Override
    public Response<List<Embedding>> embedAll(List<TextSegment> segments) {
        List<Embedding> vectors = new ArrayList<>();
        int read = 0;
        Embedder embedder = model.model().embedder();
        for (TextSegment segment : segments) {
            int[] tokens = model.model().tokenizer().prompt(segment.text());
            read += tokens.length;
            try {
                vectors.add(Embedding.from(embedder.embed(tokens)));
            } catch (CriaException e) {
                throw new InvalidRequestException("text " + vectors.size() + ": " + e.getMessage(), e);
            }
        }
        return Response.from(vectors, new TokenUsage(read));
    }

    @Override
    public int dimension() {
        return model.model().embedder().columns();
    }

    @Override
    public String modelName() {
        return model.name();
    }

    /** Closes the model if the builder opened it; one that was given stays open. */
    @Override
    public void close() {
        if (owned) {
            model.close();
        }
    }
}
