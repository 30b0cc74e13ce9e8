package org.cria.server.http;

import java.net.BindException;
import java.net.URI;
import java.time.Duration;
import org.cria.kernels.Control;
import org.cria.kernels.CriaException;
import org.cria.kernels.Explanation;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.VirtualThreads;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** Listens for requests, and has each answered in a virtual thread of its own. HTTP/1.1 only, docs/adr/0016. */
public final class HttpServer implements AutoCloseable {
    private static final Control PORT = new Control("port");
    private static final int HEADER_BYTES = 16 << 10;
    /** That take connections and watch them; all else is done in virtual threads. */
    private static final int THREADS = 6;

    private final Server server;
    private final ServerConnector connector;
    private final Answering answering;

    /**
     * Starts to listen.
     *
     * @throws CriaException if the address cannot be had
     */
    public HttpServer(HttpSettings settings, Routes routes) {
        QueuedThreadPool threads = new QueuedThreadPool(THREADS, THREADS);
        threads.setName("cria-http");
        threads.setDaemon(true);
        threads.setVirtualThreadsExecutor(VirtualThreads.getDefaultVirtualThreadsExecutor());
        this.server = new Server(threads);
        this.connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(configuration()));
        connector.setHost(settings.host());
        connector.setPort(settings.port());
        connector.setIdleTimeout(settings.bodyTime().toMillis());
        connector.setShutdownIdleTimeout(0);
        SlowSenders slow = new SlowSenders(connector.getScheduler(), settings.headerTime());
        connector.addBean(slow);
        connector.addEventListener(slow);
        server.addConnector(connector);
        server.addBean(new NetworkConnectionLimit(settings.connections(), connector));
        this.answering = new Answering(routes, settings, slow);
        server.setHandler(answering);
        server.setErrorHandler(new PlainErrors());
        server.setStopTimeout(0);
        start(settings);
    }

    private static HttpConfiguration configuration() {
        HttpConfiguration configuration = new HttpConfiguration();
        configuration.setSendServerVersion(false);
        configuration.setSendDateHeader(true);
        configuration.setRequestHeaderSize(HEADER_BYTES);
        configuration.setHttpCompliance(HttpCompliance.RFC9110);
        configuration.setUriCompliance(UriCompliance.RFC3986);
        return configuration;
    }

    private void start(HttpSettings settings) {
        try {
            server.start();
        } catch (Exception e) {
            close();
            String place = settings.host() + ":" + settings.port();
            if (e instanceof BindException || e.getCause() instanceof BindException) {
                throw new CriaException(
                        Explanation.of(
                                place
                                        + " cannot be listened at: another program does, or the address is not this machine's."
                                        + " Choose another port",
                                PORT.how(),
                                "."),
                        e);
            }
            throw new CriaException(place + " cannot be listened at: " + e + ".", e);
        }
    }

    /** Where it listens. */
    public URI address() {
        String host = connector.getHost();
        return URI.create("http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + connector.getLocalPort());
    }

    /** Takes no more connections. */
    public void shut() {
        connector.close();
    }

    /** Waits until all that was asked is answered, at most this long. */
    public void finish(Duration grace) {
        long end = System.nanoTime() + grace.toNanos();
        while (System.nanoTime() - end < 0 && !answering.isIdle()) {
            try {
                Thread.sleep(20);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
