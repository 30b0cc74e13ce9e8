package org.cria.model.saved;

/**
 * How much of a conversation's cache is saved with it. What is not is read again by the model.
 *
 * @param bytes for all of it
 * @param nanos for what is new since it was saved last
 */
public record CacheLimits(long bytes, long nanos) {
    /** All of it. */
    public static final CacheLimits NONE = new CacheLimits(Long.MAX_VALUE, Long.MAX_VALUE >> 1);

    /** The same in this time. */
    public CacheLimits within(long time) {
        return new CacheLimits(bytes, time);
    }
}
