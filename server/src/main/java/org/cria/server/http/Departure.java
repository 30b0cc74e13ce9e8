package org.cria.server.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.BufferUtil;

/**
 * Finds out that a client has gone while it waits for its answer. Nobody reads from the connection meanwhile, so its end would show only
 * when something is written. For the thread that answers.
 */
final class Departure {
    private final Connection connection;
    private final EndPoint endPoint;
    private boolean gone;
    /** Whether the client has sent its next request already: then its end cannot be seen. */
    private boolean ahead;

    Departure(Request request) {
        this.connection = request.getConnectionMetaData().getConnection();
        this.endPoint = connection.getEndPoint();
    }

    /** Ends the connection. */
    void end() {
        endPoint.close();
    }

    boolean isGone() {
        if (gone || ahead) {
            return gone;
        }
        if (!endPoint.isOpen()) {
            gone = true;
            return true;
        }
        ByteBuffer next = BufferUtil.allocate(1);
        try {
            int count = endPoint.fill(next);
            gone = count < 0;
            if (count > 0) {
                ahead = true;
                ((Connection.UpgradeTo) connection).onUpgradeTo(next); // given back
            }
        } catch (IOException e) {
            gone = true;
        }
        return gone;
    }
}
