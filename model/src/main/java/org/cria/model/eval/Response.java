package org.cria.model.eval;

import java.io.Serializable;

/** What a model answers to one of its {@link Requests}. */
public sealed interface Response extends Serializable permits Likelihood, Response.Text {
    /** What it wrote. */
    record Text(String value) implements Response {}
}
