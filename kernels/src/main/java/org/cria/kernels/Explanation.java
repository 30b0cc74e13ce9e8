package org.cria.kernels;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A text for a user that speaks of {@linkplain Control controls} without knowing how its reader calls them. {@link #toString} names
 * them in plain words; whoever offers them to users under names of its own, as the command line does, {@linkplain #worded words} them.
 */
public final class Explanation implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Texts and mentions of controls in turn. */
    private final Serializable[] parts;

    private Explanation(Serializable[] parts) {
        this.parts = parts;
    }

    /** @param parts in order: {@link Control.Mention}s, other explanations, and what {@link String#valueOf} makes a text of */
    public static Explanation of(Object... parts) {
        List<Serializable> all = new ArrayList<>();
        for (Object part : parts) {
            switch (part) {
                case Explanation inner -> all.addAll(Arrays.asList(inner.parts));
                case Control.Mention mention -> all.add(mention);
                default -> all.add(part.toString());
            }
        }
        return new Explanation(all.toArray(Serializable[]::new));
    }

    /** That a control has a value which it cannot have: {@code threads is 0, expected 1 to 1024.} */
    public static Explanation outOfRange(Control control, Object found, String expected) {
        return of(control.names(), " is ", found, ", expected ", expected, ".");
    }

    /** The text with a caller's own words for what it mentions. */
    public String worded(Function<Control.Mention, String> words) {
        return Arrays.stream(parts)
                .map(part -> part instanceof Control.Mention mention ? words.apply(mention) : part.toString())
                .collect(Collectors.joining());
    }

    /** What it speaks of. */
    public Set<Control> controls() {
        return Arrays.stream(parts)
                .filter(Control.Mention.class::isInstance)
                .map(part -> ((Control.Mention) part).control())
                .collect(Collectors.toSet());
    }

    @Override
    public String toString() {
        return worded(Control.Mention::toString);
    }
}
