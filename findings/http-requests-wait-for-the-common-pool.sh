#!/usr/bin/env bash
# HttpClient.sendAsync of the JDK completes its future in the common pool, whatever executor the client was given, and so does its timeout.
#
# A client with an executor of its own (virtual threads), a server on this machine that answers at once, a request with a timeout of two
# seconds. On one processor the common pool has one thread. While a task of somebody else's occupies it, sendAsync(...).get() returns
# neither the answer nor HttpTimeoutException, although both the answer and the timeout have long come; send(...) returns at once.
# The client's documentation calls its executor the one "to be used for asynchronous and dependent tasks".
#
# Seen with Temurin 25.0.3 on Linux x86-64. Exits with 0 if it is still so, 1 if not, 2 if it cannot be tried.
set -euo pipefail
java_home=${JAVA_HOME:-$(dirname -- "$(dirname -- "$(readlink -f -- "$(command -v java)")")")}
feature=$("$java_home/bin/java" -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java.specification.version = //p')
[ "${feature%%.*}" -ge 25 ] || { echo "needs JDK 25 or newer in JAVA_HOME, found $feature" >&2; exit 2; }
work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT
cd -- "$work"
cat >Waiting.java <<'JAVA'
import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

public class Waiting {
    public static void main(String[] arguments) throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        server.start();
        HttpClient client = HttpClient.newBuilder().executor(Executors.newVirtualThreadPerTaskExecutor()).build();
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + server.getAddress().getPort() + "/"))
                .timeout(Duration.ofSeconds(2))
                .build();
        CountDownLatch end = new CountDownLatch(1);
        CountDownLatch occupied = new CountDownLatch(1);
        ForkJoinPool.commonPool().execute(() -> {
            occupied.countDown();
            try {
                end.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        occupied.await();
        System.out.println("send: " + client.send(request, BodyHandlers.discarding()).statusCode());
        var answer = client.sendAsync(request, BodyHandlers.discarding());
        try {
            System.out.println("sendAsync: " + answer.get(8, TimeUnit.SECONDS).statusCode());
        } catch (TimeoutException e) {
            System.out.println("sendAsync: nothing in 8 seconds, its timeout is 2");
        }
        end.countDown();
        System.out.println("sendAsync, the common pool free again: " + answer.get(8, TimeUnit.SECONDS).statusCode());
        System.exit(0);
    }
}
JAVA
"$java_home/bin/java" -version 2>&1 | head -n 1
"$java_home/bin/java" -XX:ActiveProcessorCount=1 Waiting.java | tee seen
grep -q '^send: 204' seen && grep -q '^sendAsync: nothing' seen && grep -q 'free again: 204' seen || {
    echo "that has changed" >&2
    exit 1
}
