package org.cria.model.template;

import java.util.ArrayList;
import java.util.List;

/** {@code object[start:stop:step]}. */
final class Slices {
    private Slices() {}

    static Value of(Value object, Value.Interval interval, Budget budget) {
        if (object instanceof Text text) {
            budget.text(text);
            return text(text, places(text.codePoints(), interval), budget);
        }
        if (object instanceof Value.Items(List<Value> all, Value.Kind kind)
                && (kind == Value.Kind.LIST || kind == Value.Kind.TUPLE)) {
            List<Value> part = new ArrayList<>();
            Places places = places(all.size(), interval);
            budget.steps(places.count());
            for (int i = 0; i < places.count(); i++) {
                part.add(all.get(places.at(i)));
            }
            return new Value.Items(part, kind);
        }
        return new Value.Undefined("a value of type " + Kinds.name(object) + " cannot be sliced");
    }

    private static Text text(Text text, Places places, Budget budget) {
        if (places.count() == 0) {
            return Text.EMPTY;
        }
        if (places.step == 1) {
            int start = text.offset(places.at(0));
            return text.sub(start, text.toString().offsetByCodePoints(start, places.count()));
        }
        budget.steps(places.count());
        int[] offsets = offsets(text.toString());
        TextBuilder part = new TextBuilder();
        for (int i = 0; i < places.count(); i++) {
            part.append(text, offsets[places.at(i)], offsets[places.at(i) + 1]);
        }
        return part.text();
    }

    /** Where each code point begins, and where the last one ends. */
    private static int[] offsets(String chars) {
        int[] offsets = new int[chars.codePointCount(0, chars.length()) + 1];
        for (int i = 1; i < offsets.length; i++) {
            offsets[i] = chars.offsetByCodePoints(offsets[i - 1], 1);
        }
        return offsets;
    }

    /** Places {@code start}, {@code start + step} and so on. */
    private record Places(long start, long step, int count) {
        int at(int number) {
            return Math.toIntExact(start + number * step);
        }
    }

    /** Which of {@code length} places are in the interval, as Python has it. */
    private static Places places(int length, Value.Interval interval) {
        long step = interval.step() instanceof Value.Nothing ? 1 : Kinds.whole(interval.step(), "slice");
        if (step == 0) {
            throw new TemplateException("the step of a slice is 0");
        }
        boolean back = step < 0;
        long start = clamped(interval.start(), back ? length - 1 : 0, length, back);
        long stop = clamped(interval.stop(), back ? -1 : length, length, back);
        long distance = back ? start - stop : stop - start;
        // Steps beyond the length are all alike, and their sums stay within 64 bits.
        long stride = Math.max(1, Math.min(Math.abs(Math.max(step, -Long.MAX_VALUE)), length + 1L));
        long count = distance <= 0 ? 0 : (distance + stride - 1) / stride;
        return new Places(start, back ? -stride : stride, (int) count);
    }

    private static long clamped(Value value, long otherwise, int length, boolean back) {
        if (value instanceof Value.Nothing) {
            return otherwise;
        }
        long given = Kinds.whole(value, "slice");
        long place = given < 0 ? given + length : given;
        return back ? Math.max(-1, Math.min(place, length - 1)) : Math.max(0, Math.min(place, length));
    }
}
