package org.cria.model.template;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A text that knows for each of its characters who wrote it: the template, or whoever said it. Equal to another one of the same
 * characters, as a template sees it. Immutable.
 */
public final class Text implements Value {
    /** What the template wrote: its control tokens are meant. */
    public static final int TEMPLATE = 0;
    /** What somebody said. Larger numbers say the same and tell texts apart. */
    public static final int SAID = 1;

    public static final Text EMPTY = new Text("", new int[0], new int[0]);

    private final String chars;
    /** [runs] where each run of characters of one origin ends, ascending. */
    private final int[] ends;
    /** [runs] of each run. */
    private final int[] origins;

    Text(String chars, int[] ends, int[] origins) {
        this.chars = chars;
        this.ends = ends;
        this.origins = origins;
    }

    /** Characters {@code start} to {@code end} of a text, all of one origin. */
    public record Run(int start, int end, int origin) {}

    /** What a template writes. */
    public static Text of(String chars) {
        return from(TEMPLATE, chars);
    }

    /** What somebody said. */
    public static Text said(String chars) {
        return from(SAID, chars);
    }

    /**
     * A text all of one origin.
     *
     * @param origin {@link #TEMPLATE}, {@link #SAID} or a larger number
     */
    public static Text from(int origin, String chars) {
        return chars.isEmpty() ? EMPTY : new Text(chars, new int[] {chars.length()}, new int[] {origin});
    }

    /** All runs in order; neighbours differ in their origins. */
    public List<Run> runs() {
        List<Run> runs = new ArrayList<>(ends.length);
        for (int i = 0; i < ends.length; i++) {
            runs.add(new Run(i == 0 ? 0 : ends[i - 1], ends[i], origins[i]));
        }
        return runs;
    }

    /** Who wrote the character at this place; the template where there is none. */
    int originAt(int index) {
        if (index < 0 || index >= chars.length()) {
            return TEMPLATE;
        }
        int found = Arrays.binarySearch(ends, index + 1);
        return origins[found < 0 ? -found - 1 : found];
    }

    int runCount() {
        return ends.length;
    }

    /** Where the run of this character ends. */
    int runEnd(int index) {
        int found = Arrays.binarySearch(ends, index + 1);
        return ends[found < 0 ? -found - 1 : found];
    }

    /** In UTF-16 units. */
    public int length() {
        return chars.length();
    }

    boolean isEmpty() {
        return chars.isEmpty();
    }

    /** Characters {@code start} to {@code end}, in UTF-16 units. */
    public Text sub(int start, int end) {
        if (start == 0 && end == chars.length()) {
            return this;
        }
        return start >= end ? EMPTY : new TextBuilder().append(this, start, end).text();
    }

    /** Both one after the other. */
    public Text plus(Text other) {
        return isEmpty()
                ? other
                : other.isEmpty()
                        ? this
                        : new TextBuilder().append(this).append(other).text();
    }

    /** As Python counts: in code points. */
    int codePoints() {
        return chars.codePointCount(0, chars.length());
    }

    /** The place of a code point, in UTF-16 units. */
    int offset(int codePoint) {
        return chars.offsetByCodePoints(0, codePoint);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Text text && text.chars.equals(chars);
    }

    @Override
    public int hashCode() {
        return chars.hashCode();
    }

    /** The characters alone. */
    @Override
    public String toString() {
        return chars;
    }
}
