package org.cria.kernels.gradient;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.cria.kernels.program.Program;
import org.cria.kernels.program.Weight;

/**
 * A program's pass forward in f32 activations that keeps what the pass back needs, and the pass back. What the pass back is follows from the
 * program's steps. Results are the same bits with any number of threads. One pass at a time; not thread-safe.
 */
public final class GradientPass implements AutoCloseable {
    private final Course course;
    private final Trained trained;
    private final List<Derivative> derivatives;
    private final Retention retention;
    private final Crew crew;
    private final Frame frame;
    private final int maxTokens;
    private boolean isForward;

    /**
     * Prepares passes.
     *
     * @param trained weights of the program in F32, whose derivatives are wanted and whose values the caller may change between passes;
     *     all others are taken as they are, in any format
     * @param maxTokens that all texts of a pass may have together
     * @param threads at least 1
     * @throws IllegalArgumentException if a trained weight is not the program's or not in F32
     */
    public GradientPass(Program program, Collection<Weight> trained, int maxTokens, int threads) {
        if (threads < 1 || maxTokens < 1) {
            throw new IllegalArgumentException(threads + " threads and " + maxTokens + " tokens, expected at least 1");
        }
        this.course = Course.of(program);
        this.trained = new Trained(course, trained);
        this.derivatives = Derivatives.of(course, this.trained);
        this.retention = new Retention(course, derivatives, this.trained);
        this.crew = new Crew(threads);
        this.frame = new Frame(retention, this.trained, crew, course.contents().size());
        this.maxTokens = maxTokens;
    }

    /**
     * Passes texts forward, each by itself from position 0.
     *
     * @return [wanted rows, vocabulary] or longer: the scores of the rows that are wanted, in order; valid until the next pass, the caller's
     *     to change
     * @throws IllegalArgumentException if they have more tokens than a pass may have
     */
    public float[] forward(TextBatch texts) {
        if (texts.rows() == 0 || texts.rows() > maxTokens) {
            throw new IllegalArgumentException(
                    "texts of " + texts.rows() + " tokens, expected 1 to " + maxTokens + " in a pass");
        }
        isForward = false;
        frame.begin(texts, course.contents());
        for (int i = 0; i < derivatives.size(); i++) {
            frame.at(i);
            derivatives.get(i).forward(frame);
            Node node = course.nodes().get(i);
            releaseOver(node.reads(), i);
            releaseOver(node.writes(), i);
        }
        isForward = true;
        float[] scores = frame.values(course.scores());
        return retention.isKept(course.scores()) ? scores.clone() : scores;
    }

    private void releaseOver(List<Content> contents, int node) {
        for (Content content : contents) {
            if (retention.isOver(content, node)) {
                frame.release(content);
            }
        }
    }

    /**
     * Adds to the gradients what the last pass forward's texts contribute. Once for each pass forward.
     *
     * @param scores [wanted rows, vocabulary] or longer: the derivative of the loss by each score; may be the array of {@link #forward}
     * @throws IllegalStateException without a pass forward before
     */
    public void backward(float[] scores) {
        if (!isForward) {
            throw new IllegalStateException("a pass back without a pass forward before it");
        }
        if (scores.length < frame.rows(course.scores()) * course.scores().columns()) {
            throw new IllegalArgumentException("derivatives by " + scores.length + " scores, expected "
                    + frame.rows(course.scores()) + " × " + course.scores().columns());
        }
        isForward = false;
        frame.gradients().begin(course.scores(), scores);
        for (int i = derivatives.size(); i-- > 0; ) {
            if (trained.reaches(course.nodes().get(i))) {
                backward(i);
            }
        }
    }

    private void backward(int i) {
        Node node = course.nodes().get(i);
        Derivative derivative = derivatives.get(i);
        frame.at(i);
        if (node.writes().stream().anyMatch(frame.gradients()::has)) {
            ensure(derivative.kept());
            derivative.backward(frame);
        }
        node.writes().forEach(frame.gradients()::release);
        for (Content kept : derivative.kept()) {
            if (retention.endsWith(kept, i)) {
                frame.release(kept);
            }
        }
    }

    /** Makes again what was not kept. */
    private void ensure(List<Content> contents) {
        for (Content content : contents) {
            if (!frame.has(content)) {
                Derivative maker = derivatives.get(retention.maker(content));
                ensure(maker.kept());
                maker.forward(frame);
            }
        }
    }

    /**
     * The derivative of the loss by a trained weight, summed over passes.
     *
     * @return [rows, columns], the live array
     * @throws IllegalArgumentException for a weight that is not trained
     */
    public float[] gradient(Weight weight) {
        return trained.gradient(weight)
                .orElseThrow(() -> new IllegalArgumentException("weight '" + weight.name() + "' is not trained"));
    }

    /** Begins all gradients anew at zero. */
    public void clear() {
        trained.gradients().values().forEach(gradient -> Arrays.fill(gradient, 0f));
    }

    /** Ends its threads. */
    @Override
    public void close() {
        crew.close();
    }
}
