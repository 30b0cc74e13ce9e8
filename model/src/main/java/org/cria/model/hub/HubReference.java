package org.cria.model.hub;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.cria.kernels.CriaException;

/**
 * What a user calls a model of the hub: {@code OWNER/REPO}, with {@code @REVISION}, then {@code :QUANT} or {@code /FILE}.
 *
 * @param owner    of the repository
 * @param name     of the repository
 * @param revision a branch, a tag or a commit
 * @param quant    the format of a file in GGUF, such as {@code Q4_K_M}
 * @param file     a path in the repository
 */
public record HubReference(String owner, String name, String revision, Optional<String> quant, Optional<String> file) {
    /** What marks a reference where a file could be meant too. */
    public static final String PREFIX = "hf:";

    private static final String MAIN = "main";
    private static final String EXPECTED = "expected hf:OWNER/REPO, with :QUANT or /FILE behind it";

    /** As the hub has it: letters, digits, {@code -}, {@code _} and {@code .}; no {@code --} and no {@code ..}, nor one of them at an end. */
    private static final Pattern PART =
            Pattern.compile("(?!.*(?:--|\\.\\.))[A-Za-z0-9](?:[A-Za-z0-9._-]{0,94}[A-Za-z0-9_])?");

    private static final Pattern REVISION = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");
    private static final Pattern QUANT = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final Pattern WHOLE =
            Pattern.compile("([^/:@]*)/([^/:@]*)(?:@([^/:@]*))?(?::([^/:@]*)|/(.*))?", Pattern.DOTALL);

    /** The page of a repository or of a file, as a browser shows it. */
    private static final Pattern PAGE = Pattern.compile(
            "https://(?:huggingface\\.co|hf\\.co)/([^/]+/[^/?#]+)/?(?:(?:blob|resolve|tree)/([^/?#]+)/?([^?#]*))?(?:[?#].*)?");

    /** Whether this is meant to be a reference, with its prefix or as the address of a page, rather than a file. */
    public static boolean isMeant(String text) {
        return text.startsWith(PREFIX) || PAGE.matcher(text).matches();
    }

    /**
     * Reads a reference, with or without its prefix, or the address of a page.
     *
     * @throws CriaException if it is none
     */
    public static HubReference parse(String text) {
        Matcher page = PAGE.matcher(text);
        String plain = text.startsWith(PREFIX) ? text.substring(PREFIX.length()) : text;
        if (page.matches()) {
            plain = page.group(1)
                    + (page.group(2) == null ? "" : "@" + page.group(2))
                    + (page.group(3) == null || page.group(3).isEmpty() ? "" : "/" + page.group(3));
        }
        Matcher whole = WHOLE.matcher(plain);
        if (!whole.matches()) {
            throw refused(text, "this names no repository of the hub");
        }
        String owner = checked(text, "owner", whole.group(1), PART);
        String name = checked(text, "repository", whole.group(2), PART);
        String revision = whole.group(3) == null ? MAIN : checked(text, "revision", whole.group(3), REVISION);
        Optional<String> quant = Optional.ofNullable(whole.group(4)).map(each -> checked(text, "format", each, QUANT));
        Optional<String> file = Optional.ofNullable(whole.group(5));
        if (file.isPresent() && !SafePath.is(file.get())) {
            throw refused(text, "the file's name '" + shown(file.get()) + "' is none of a repository");
        }
        return new HubReference(owner, name, revision, quant, file);
    }

    private static String checked(String text, String what, String part, Pattern pattern) {
        if (!pattern.matcher(part).matches()) {
            throw refused(text, "the " + what + " '" + shown(part) + "' is none of the hub's");
        }
        return part;
    }

    private static CriaException refused(String text, String found) {
        return new CriaException(shown(text) + ": " + found + ", " + EXPECTED + ". Check the name on its page.");
    }

    private static String shown(String text) {
        return text.replaceAll("\\p{Cntrl}", "?").substring(0, Math.min(120, text.length()));
    }

    /** The same with another file, or none. */
    public HubReference withFile(Optional<String> other) {
        other.filter(path -> !SafePath.is(path)).ifPresent(path -> {
            throw refused(text(), "the file's name '" + shown(path) + "' is none of a repository");
        });
        return new HubReference(owner, name, revision, Optional.empty(), other);
    }

    /** The same of the whole repository. */
    HubReference ofRepository() {
        return new HubReference(owner, name, revision, Optional.empty(), Optional.empty());
    }

    /** The same with a format. */
    HubReference withQuant(String other) {
        return new HubReference(owner, name, revision, Optional.of(other), Optional.empty());
    }

    /** {@code OWNER/REPO}. */
    public String repository() {
        return owner + "/" + name;
    }

    /** As {@link #parse} reads it, with the prefix. */
    public String text() {
        return PREFIX
                + repository()
                + (revision.equals(MAIN) ? "" : "@" + revision)
                + quant.map(each -> ":" + each).orElse("")
                + file.map(each -> "/" + each).orElse("");
    }

    @Override
    public String toString() {
        return text();
    }
}
