package org.cria.server.openai;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import org.cria.server.json.ApiException;

/** Where an answer in OpenAI's form goes: as it is, or turned into the form that another kind of client expects. For one thread. */
public interface Outlet {
    /** Whether the client has left. */
    boolean isGone();

    /** Sends an answer as a whole. */
    void whole(ObjectNode answer) throws IOException;

    /** Sends a part of an answer that comes in parts. */
    void part(ObjectNode chunk) throws IOException;

    /** Has the client know that more parts are to come. */
    void alive() throws IOException;

    /** Ends an answer that came in parts. */
    void end() throws IOException;

    /** Says why an answer in parts ends too early, if some of it was sent already. */
    void broken(ApiException reason) throws IOException;
}
