package org.cria.server.http;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * Closes connections on which the line and the headers of a request take too long. Jetty's own limit is for silence, and who sends a byte
 * now and then is never silent.
 */
final class SlowSenders implements Connection.Listener, LifeCycle.Listener {
    private static final Duration STEP = Duration.ofMillis(500);

    private final Scheduler scheduler;
    private final Duration limit;
    private final Map<EndPoint, State> states = new ConcurrentHashMap<>();
    private volatile boolean stopped;

    /** Of a connection between two requests, or before the first. */
    private static final class State {
        private volatile boolean answering;
        /** Bytes that came up to the end of the last request. */
        private volatile long bytes;
        /** When more bytes than these were seen; 0 as long as none were. */
        private long since;
    }

    SlowSenders(Scheduler scheduler, Duration limit) {
        this.scheduler = scheduler;
        this.limit = limit;
    }

    @Override
    public void lifeCycleStarted(LifeCycle event) {
        next();
    }

    @Override
    public void lifeCycleStopping(LifeCycle event) {
        stopped = true;
    }

    private void next() {
        scheduler.schedule(this::look, STEP.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void onOpened(Connection connection) {
        states.put(connection.getEndPoint(), new State());
    }

    @Override
    public void onClosed(Connection connection) {
        states.remove(connection.getEndPoint());
    }

    /** A request's headers have come. */
    void begin(Request request) {
        State state = state(request);
        if (state != null) {
            state.answering = true;
        }
    }

    /** It is answered. */
    void end(Request request) {
        State state = state(request);
        if (state != null) {
            state.bytes = request.getConnectionMetaData().getConnection().getBytesIn();
            state.since = 0;
            state.answering = false;
        }
    }

    private @Nullable State state(Request request) {
        return states.get(request.getConnectionMetaData().getConnection().getEndPoint());
    }

    private void look() {
        long now = System.nanoTime();
        states.forEach((endPoint, state) -> {
            Connection connection = endPoint.getConnection();
            if (state.answering || connection == null || connection.getBytesIn() <= state.bytes) {
                return;
            }
            if (state.since == 0) {
                state.since = now;
            } else if (now - state.since > limit.toNanos()) {
                endPoint.close();
            }
        });
        if (!stopped) {
            next();
        }
    }
}
