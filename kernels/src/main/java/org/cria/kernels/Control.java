package org.cria.kernels;

import java.io.Serializable;

/**
 * Something that a user sets or does, as an {@link Explanation} speaks of it. A Java program reads its name; a command line puts a
 * flag in its place, a server the field of a request.
 *
 * @param name in plain words, such as {@code context size}; where a command line has no other word, {@code --context-size} is its flag
 */
public record Control(String name) implements Serializable {
    /** The most tokens of a session. */
    public static final Control CONTEXT_SIZE = new Control("context size");

    /** Where a model runs. */
    public static final Control DEVICE = new Control("device");

    /** How many layers run on a device. */
    public static final Control GPU_LAYERS = new Control("GPU layers");

    /** The format of cached keys. */
    public static final Control KEYS = new Control("keys");

    /** The format of cached values. */
    public static final Control VALUES = new Control("values");

    /** Both formats of the cache. */
    public static final Control CACHE = new Control("cache");

    /** The examination of a device, operator by operator. */
    public static final Control DOCTOR = new Control("the doctor");

    /** How a sentence speaks of a control. */
    public enum Form {
        /** {@code context size}, {@code -c}. */
        NAME,
        /** With all its names: {@code context size}, {@code -c/--ctx-size}. */
        NAMES,
        /** With a value: {@code device cpu}, {@code --device cpu}. */
        VALUE,
        /** How to do what was said; nothing where that is plain, {@code with -c} after a space. */
        HOW,
        /** What causes what was said; nothing where that is plain, {@code (--no-context-shift)} after a space. */
        ASIDE
    }

    /**
     * A control in a sentence.
     *
     * @param value empty save in {@link Form#VALUE}
     */
    public record Mention(Control control, Form form, String value) implements Serializable {
        /** For somebody who has no other words for it. */
        @Override
        public String toString() {
            return switch (form) {
                case NAME, NAMES -> control.name;
                case VALUE -> control.name + " " + value;
                case HOW, ASIDE -> "";
            };
        }
    }

    /** By its name. */
    public Mention named() {
        return new Mention(this, Form.NAME, "");
    }

    /** By all its names, where a value of it is at fault. */
    public Mention names() {
        return new Mention(this, Form.NAMES, "");
    }

    /** Set to a value. */
    public Mention to(Object value) {
        return new Mention(this, Form.VALUE, String.valueOf(value));
    }

    /** As the way to do what was said before. */
    public Mention how() {
        return new Mention(this, Form.HOW, "");
    }

    /** As the cause of what was said before. */
    public Mention aside() {
        return new Mention(this, Form.ASIDE, "");
    }
}
