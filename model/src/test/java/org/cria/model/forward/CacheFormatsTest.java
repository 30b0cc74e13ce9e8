package org.cria.model.forward;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.cria.model.ModelOptions;
import org.junit.jupiter.api.Test;

/** Formats of a cache are part of the keys under which answers are kept on a disk. */
class CacheFormatsTest {
    @Test
    void areToldByName() {
        ModelOptions options = ModelOptions.defaults();
        assertEquals("keys in F16, values in F16", new CacheFormats(options.keys(), options.values()).toString());
    }
}
