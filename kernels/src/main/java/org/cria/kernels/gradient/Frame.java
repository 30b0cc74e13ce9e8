package org.cria.kernels.gradient;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.cria.kernels.program.Rotation;
import org.cria.kernels.program.Weight;
import org.jspecify.annotations.Nullable;

/** What derivatives work on in one pass: the texts, contents' values and gradients, threads. */
final class Frame {
    /** Rows that a thread takes at a time. */
    private static final int ROWS = 16;

    /** What is done for some rows. */
    @FunctionalInterface
    interface RowWork {
        void run(int from, int end, Desk desk);
    }

    private final Retention retention;
    private final Trained trained;
    private final Crew crew;
    private final FloatArrays arrays = new FloatArrays();
    private final BlockedProduct product = new BlockedProduct(Tile.fastest());
    private final float[] @Nullable [] values;
    private final Gradients gradients;
    private final Map<Rotation, Angles> angles = new HashMap<>();
    private TextBatch texts = new TextBatch(List.of(), List.of());
    private Rows rows = Rows.of(texts);
    private int node;

    /**
     * The rows of a batch.
     *
     * @param starts the first row of each text, and the row after the last
     * @param tokens of each row
     * @param positions of each row in its text
     * @param wanted the rows whose scores are wanted
     */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    record Rows(int[] starts, int[] tokens, int[] positions, int[] wanted) {
        static Rows of(TextBatch texts) {
            int[] starts = new int[texts.tokens().size() + 1];
            int[] tokens = new int[texts.rows()];
            int[] positions = new int[tokens.length];
            int[] wanted = new int[texts.wantedRows()];
            int row = 0;
            int output = 0;
            for (int text = 0; text < starts.length - 1; text++) {
                int[] of = texts.tokens().get(text);
                for (int position = 0; position < of.length; position++, row++) {
                    tokens[row] = of[position];
                    positions[row] = position;
                    if (texts.wanted().get(text)[position]) {
                        wanted[output++] = row;
                    }
                }
                starts[text + 1] = row;
            }
            return new Rows(starts, tokens, positions, wanted);
        }

        int texts() {
            return starts.length - 1;
        }
    }

    Frame(Retention retention, Trained trained, Crew crew, int contents) {
        this.retention = retention;
        this.trained = trained;
        this.crew = crew;
        this.values = new float[contents][];
        this.gradients = new Gradients(this, arrays, contents);
    }

    /** Forgets all of the last pass. */
    void begin(TextBatch next, List<Content> contents) {
        for (Content content : contents) {
            release(content);
            gradients.release(content);
        }
        texts = next;
        rows = Rows.of(next);
    }

    /** Says which node is under way. */
    void at(int number) {
        node = number;
    }

    TextBatch texts() {
        return texts;
    }

    Rows rows() {
        return rows;
    }

    Gradients gradients() {
        return gradients;
    }

    int rows(Content content) {
        return content.isOfTokens() ? rows.tokens().length : rows.wanted().length;
    }

    boolean has(Content content) {
        return values[content.number()] != null;
    }

    /** [rows, columns] */
    float[] values(Content content) {
        float[] array = values[content.number()];
        if (array == null) {
            throw new IllegalStateException("'" + content.buffer().name() + "' is no longer there");
        }
        return array;
    }

    /** [rows, columns] of any values, to be overwritten. */
    float[] make(Content content) {
        float[] array = arrays.take(rows(content), content.columns());
        values[content.number()] = array;
        return array;
    }

    /** The values of one content, to be changed into those of another one. */
    float[] change(Content from, Content to) {
        float[] array = values(from);
        if (retention.isOver(from, node)) {
            values[from.number()] = null;
            values[to.number()] = array;
            return array;
        }
        float[] copy = make(to);
        forRows(
                to,
                (first, end, _) -> System.arraycopy(
                        array, first * to.columns(), copy, first * to.columns(), (end - first) * to.columns()));
        return copy;
    }

    void release(Content content) {
        float[] array = values[content.number()];
        values[content.number()] = null;
        if (array != null) {
            arrays.give(array, content.columns());
        }
    }

    /** Of all positions of the longest text. */
    Angles angles(Rotation rotation) {
        int longest =
                texts.tokens().stream().mapToInt(text -> text.length).max().orElse(0);
        Angles known = angles.get(rotation);
        if (known == null || !known.reaches(longest, rotation)) {
            known = Angles.of(rotation, longest);
            angles.put(rotation, known);
        }
        return known;
    }

    /** An array for a moment. */
    float[] borrow(int length) {
        return arrays.take(length, 1);
    }

    void giveBack(float[] array) {
        arrays.give(array, 1);
    }

    /** An array that can become a gradient. */
    float[] spare(Content content) {
        return arrays.take(rows(content), content.columns());
    }

    /** Hands an array back that could have become a gradient. */
    void drop(float[] array, Content content) {
        arrays.give(array, content.columns());
    }

    Crew crew() {
        return crew;
    }

    /** What multiplies with all threads. */
    void multiply(Factor a, Factor b, int rows, int columns, int depth, float[] out, int start, boolean adds) {
        product.run(crew::run, a, b, rows, columns, depth, out, start, columns, adds);
    }

    /** Does something for all rows of a content, some at a time. */
    void forRows(Content content, RowWork work) {
        forAll(rows(content), ROWS, work);
    }

    /** Does something for all numbers below one, some at a time. */
    void forAll(int count, int together, RowWork work) {
        crew.run(
                Math.ceilDiv(count, together),
                (number, desk) -> work.run(number * together, Math.min(count, (number + 1) * together), desk));
    }

    boolean isTrained(Weight weight) {
        return trained.has(weight);
    }

    boolean isWanted(Content content) {
        return trained.reaches(content);
    }

    /** [rows, columns], to be added to. */
    float[] gradient(Weight weight) {
        return trained.gradient(weight).orElseThrow();
    }

    /** The values of a vector. */
    static float[] vector(Weight weight) {
        float[] vector = new float[weight.columns()];
        weight.format()
                .decode(
                        weight.data(),
                        0,
                        vector,
                        0,
                        vector.length / weight.format().blockValues());
        return vector;
    }

    /** Zeros in a part of an array. */
    static void clear(float[] array, int from, int length) {
        Arrays.fill(array, from, from + length, 0f);
    }
}
