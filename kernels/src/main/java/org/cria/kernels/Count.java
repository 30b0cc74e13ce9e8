package org.cria.kernels;

/** How many there are of something, in words: {@code 1 token}, {@code 2 tokens}. */
public final class Count {
    private Count() {}

    /**
     * A count and a name.
     *
     * @param one the name of one of them; several have an s behind it
     */
    public static String of(long count, String one) {
        return of(count, one, one + "s");
    }

    /**
     * The same where one is not told from several by an s alone, or words behind the name change too.
     *
     * @param one what is said of one
     * @param several what is said of none and of several
     */
    public static String of(long count, String one, String several) {
        return count + " " + (count == 1 ? one : several);
    }
}
