package org.cria.tornado;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A folder that looks like TornadoVM's SDK and holds none of it. */
record FakeSdk(Path home) {
    /** One that fits JDK 25, with OpenCL. */
    static FakeSdk in(Path home) throws IOException {
        return new FakeSdk(home)
                .with("etc/tornado.backend", "tornado.backends=opencl-backend\n")
                .with("etc/tornado.release", "version=5.2.0-jdk25\nbranch=none\n")
                .with("share/java/tornado/tornado-api-5.2.0-jdk25.jar", "")
                .with("share/java/tornado/tornado-runtime-5.2.0-jdk25.jar", "")
                .with("share/java/graalJars/graal-compiler.jar", "")
                .with("lib/libtornado-opencl.so", "")
                .with("tornado-argfile.template", """
                        # === JVM mode ===
                        -server
                        -XX:+EnableJVMCI
                        -XX:+UseParallelGC

                        -Djava.library.path=${TORNADOVM_HOME}/lib # native
                        --module-path .:${TORNADOVM_HOME}/share/java/tornado
                        --add-exports=a/b=c,d
                        """);
    }

    FakeSdk with(String file, String text) throws IOException {
        Path path = home.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
        return this;
    }

    FakeSdk without(String file) throws IOException {
        Files.delete(home.resolve(file));
        return this;
    }
}
