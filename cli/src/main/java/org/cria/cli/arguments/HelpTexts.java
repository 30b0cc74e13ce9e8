package org.cria.cli.arguments;

import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.ResourceBundle;
import org.cria.kernels.backend.Backend;
import org.cria.kernels.backend.Backends;
import org.jspecify.annotations.Nullable;

/** What help texts say of options that commands share, where it depends on the command, or is asked for when a text is printed. */
public final class HelpTexts extends ResourceBundle {
    /** Stands for what {@code --device} may be: the backends are asked. */
    static final String DEVICES = "${bundle:devices}";

    /** Stands for the context without {@code -c}. */
    static final String CONTEXT = "${bundle:context}";

    private static final String DEVICES_KEY = "devices";
    private static final String CONTEXT_KEY = "context";

    private final String context;

    private HelpTexts(String context) {
        this.context = context;
    }

    /** For most commands. */
    public static HelpTexts usual() {
        return new HelpTexts("the model's, at most 4096");
    }

    /** For a command that takes another context without {@code -c}. */
    public static HelpTexts withContext(int tokens) {
        return new HelpTexts(String.valueOf(tokens));
    }

    @Override
    protected @Nullable Object handleGetObject(String key) {
        return switch (key) {
            case DEVICES_KEY -> Backends.AUTO + ", " + Backends.named(backend -> true, Backend::usage);
            case CONTEXT_KEY -> context;
            default -> null;
        };
    }

    @Override
    public Enumeration<String> getKeys() {
        return Collections.enumeration(List.of(DEVICES_KEY, CONTEXT_KEY));
    }
}
