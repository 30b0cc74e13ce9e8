package org.cria.server.http;

import java.io.IOException;

/** Answers requests of one path and method. */
@FunctionalInterface
public interface Endpoint {
    /**
     * Answers.
     *
     * @throws org.cria.server.json.ApiException to say why not
     * @throws IOException if the client is gone
     */
    void answer(Call call) throws IOException;
}
