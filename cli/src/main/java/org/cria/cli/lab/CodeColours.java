package org.cria.cli.lab;

import java.util.regex.Pattern;

/** Java, OpenCL C, CUDA C and PTX for a terminal: words of the language, comments and headings stand out. */
public final class CodeColours {
    private static final Pattern PARTS = Pattern.compile(
            "(?<heading>(?m:^(?:==|--) .*$))|(?<comment>//[^\\n]*|/\\*(?s:.*?)\\*/)|(?<text>\"[^\"\\n]*\")"
                    + "|(?<word>\\b(?:if|else|for|while|do|break|continue|return|switch|case|static|final|public|private|void|int|long"
                    + "|float|double|short|byte|char|boolean|bool|uint|ulong|uchar|unsigned|const|new|class|extern|typedef|var)\\b"
                    + "|\\b__\\w+\\b|^\\s*\\.\\w+)",
            Pattern.MULTILINE);

    private CodeColours() {}

    /** The same text with escape sequences (ECMA-48, SGR). */
    public static String of(String code) {
        return PARTS.matcher(code).replaceAll(part -> {
            String style = part.group("heading") != null
                    ? "1;35"
                    : part.group("comment") != null ? "2" : part.group("text") != null ? "32" : "36";
            String lines = part.group().replace("\n", "\033[0m\n\033[" + style + "m");
            return ("\033[" + style + "m" + lines + "\033[0m")
                    .replace("\\", "\\\\")
                    .replace("$", "\\$");
        });
    }
}
