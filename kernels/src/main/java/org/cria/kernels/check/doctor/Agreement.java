package org.cria.kernels.check.doctor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.cria.kernels.backend.Batch;
import org.cria.kernels.backend.Executable;
import org.cria.kernels.backend.Output;
import org.cria.kernels.backend.Phase;
import org.cria.kernels.backend.Receipt;

/**
 * Whether a device says what the CPU says when it runs the whole program: what no operator by itself can show, since what graphs hand
 * on to each other, and the kernels between operators, are part of it.
 *
 * @param positions after which logits were compared
 * @param sameBest at how many of them both find the same token best
 * @param divergence the mean Kullback-Leibler divergence of the device's predictions from the CPU's
 * @param repeats whether a second pass over everything gave the same bits
 * @param tokens launches, bytes and times of new tokens on the device, in the second pass
 */
public record Agreement(int positions, int sameBest, double divergence, boolean repeats, Receipt.Work tokens) {
    /** Roundings that add up over all layers stay well below it; a wrong kernel does not. */
    private static final double MOST_DIVERGENCE = 1e-3;

    private static final int TEXT = 8;

    public boolean isFine() {
        return repeats && divergence <= MOST_DIVERGENCE;
    }

    /**
     * Reads a prompt and writes a few of the CPU's likeliest tokens on both.
     *
     * @param batchRows the most rows of a batch of either
     */
    static Agreement of(Executable device, Executable cpu, int[] prompt, int batchRows) {
        List<float[]> expected = new ArrayList<>();
        int[] text = new int[TEXT];
        int[] cells = IntStream.range(0, prompt.length + TEXT).toArray();
        cpu.kv().reserve(cells.length);
        device.kv().reserve(cells.length);
        expected.add(prompt(cpu, prompt, batchRows, cells));
        for (int i = 0; i < TEXT; i++) {
            text[i] = best(expected.getLast());
            expected.add(token(cpu, text[i], prompt.length + i, cells));
        }
        List<float[]> found = run(device, prompt, text, batchRows, cells);
        Receipt.Work before = device.receipt().parts().getLast().text();
        List<float[]> again = run(device, prompt, text, batchRows, cells);
        Receipt.Work tokens = device.receipt().parts().getLast().text().minus(before);
        int same = 0;
        double divergence = 0;
        boolean repeats = true;
        for (int i = 0; i < expected.size(); i++) {
            same += best(expected.get(i)) == best(found.get(i)) ? 1 : 0;
            divergence += divergence(expected.get(i), found.get(i)) / expected.size();
            repeats &= Arrays.equals(found.get(i), again.get(i));
        }
        return new Agreement(expected.size(), same, divergence, repeats, tokens);
    }

    private static List<float[]> run(Executable executable, int[] prompt, int[] text, int batchRows, int[] cells) {
        List<float[]> logits = new ArrayList<>();
        logits.add(prompt(executable, prompt, batchRows, cells));
        for (int i = 0; i < text.length; i++) {
            logits.add(token(executable, text[i], prompt.length + i, cells));
        }
        return logits;
    }

    private static float[] prompt(Executable executable, int[] prompt, int batchRows, int[] cells) {
        float[] logits = new float[0];
        for (int from = 0; from < prompt.length; from += batchRows) {
            int to = Math.min(prompt.length, from + batchRows);
            boolean[] outputs = new boolean[to - from];
            outputs[to - from - 1] = to == prompt.length;
            logits = values(executable.forward(new Batch(
                    Phase.PREFILL,
                    Arrays.copyOfRange(prompt, from, to),
                    IntStream.range(from, to).toArray(),
                    new int[to - from],
                    outputs,
                    List.of(cells))));
        }
        return logits;
    }

    private static float[] token(Executable executable, int token, int position, int[] cells) {
        return values(executable.forward(new Batch(
                Phase.DECODE,
                new int[] {token},
                new int[] {position},
                new int[1],
                new boolean[] {true},
                List.of(cells))));
    }

    private static float[] values(Output output) {
        return Arrays.copyOf(output.values(), output.rows() * output.columns());
    }

    private static int best(float[] logits) {
        int best = 0;
        for (int i = 1; i < logits.length; i++) {
            if (logits[i] > logits[best]) {
                best = i;
            }
        }
        return best;
    }

    /** In double, for the difference of two predictions is small. Infinite where the device's are no numbers. */
    private static double divergence(float[] expected, float[] found) {
        double expectedSum = logSum(expected);
        double foundSum = logSum(found);
        double divergence = 0;
        for (int i = 0; i < expected.length; i++) {
            double p = expected[i] - expectedSum;
            divergence += Math.exp(p) * (p - (found[i] - foundSum));
        }
        return Double.isNaN(divergence) ? Double.POSITIVE_INFINITY : Math.max(0, divergence);
    }

    private static double logSum(float[] logits) {
        double largest = Double.NEGATIVE_INFINITY;
        for (float logit : logits) {
            largest = Math.max(largest, logit);
        }
        double sum = 0;
        for (float logit : logits) {
            sum += Math.exp(logit - largest);
        }
        return largest + Math.log(sum);
    }
}
