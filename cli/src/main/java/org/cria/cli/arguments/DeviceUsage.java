package org.cria.cli.arguments;

import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.ResourceBundle;
import org.cria.kernels.backend.Backend;
import org.cria.kernels.backend.Backends;
import org.jspecify.annotations.Nullable;

/** What {@code --device} may be, for help texts: the backends are asked for it when a text is printed. */
public final class DeviceUsage extends ResourceBundle {
    /** Stands for the names in the description of an option. */
    static final String VARIABLE = "${bundle:devices}";

    private static final String KEY = "devices";

    @Override
    protected @Nullable Object handleGetObject(String key) {
        return key.equals(KEY) ? Backends.AUTO + ", " + Backends.named(backend -> true, Backend::usage) : null;
    }

    @Override
    public Enumeration<String> getKeys() {
        return Collections.enumeration(List.of(KEY));
    }
}
