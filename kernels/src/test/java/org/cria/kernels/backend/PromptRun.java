package org.cria.kernels.backend;

import java.util.Arrays;

/** A prompt and the tokens after it, always the same, through a {@link SmallLlama}. */
final class PromptRun {
    private PromptRun() {}

    /** [prompt + decoded, vocabulary] the logits of a prompt in batches of {@code batchRows}, and of tokens one by one. */
    static float[] run(Executable executable, int batchRows, int prompt, int decoded) {
        BatchBuilder builder = new BatchBuilder(SmallLlama.VOCABULARY, 300, 17);
        int sequence = builder.sequence(200);
        executable.kv().reserve(builder.cells());
        float[] all = new float[(prompt + decoded) * SmallLlama.VOCABULARY];
        int filled = 0;
        for (int done = 0; done < prompt + decoded; ) {
            boolean prefill = done < prompt;
            int rows = prefill ? Math.min(batchRows, prompt - done) : 1;
            builder.rows(sequence, rows, true);
            float[] logits = logits(executable, builder.build(prefill ? Phase.PREFILL : Phase.DECODE));
            System.arraycopy(logits, 0, all, filled, logits.length);
            filled += logits.length;
            done += rows;
        }
        return all;
    }

    /** [outputs, vocabulary] a copy. */
    static float[] logits(Executable executable, Batch batch) {
        Output output = executable.forward(batch);
        return Arrays.copyOf(output.values(), output.rows() * output.columns());
    }
}
