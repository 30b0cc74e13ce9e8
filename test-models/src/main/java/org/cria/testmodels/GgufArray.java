package org.cria.testmodels;

import java.util.List;

/**
 * A metadata array.
 *
 * @param values of type {@code element}: numbers, booleans, strings, {@code byte[]} for raw strings, or arrays
 */
public record GgufArray(GgufType element, List<?> values) {
    public GgufArray {
        values = List.copyOf(values);
    }
}
