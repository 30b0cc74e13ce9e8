package org.cria.tornado;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** A folder that looks like TornadoVM's SDK and holds none of it. */
record FakeSdk(Path home) {
    /** One that fits JDK 25, with OpenCL. */
    static FakeSdk in(Path home) throws IOException {
        return released(home, "5.2.0-jdk25", "opencl").with("tornado-argfile.template", """
                        # === JVM mode ===
                        -server
                        -XX:+EnableJVMCI
                        -XX:+UseParallelGC

                        -Djava.library.path=${TORNADOVM_HOME}/lib # native
                        --module-path .:${TORNADOVM_HOME}/share/java/tornado
                        --add-exports=a/b=c,d
                        """);
    }

    /** As releases up to 5.2 were: a library for each backend, the JDK in the version. */
    static FakeSdk released(Path home, String version, String backend) throws IOException {
        return common(home, version, backend)
                .with("share/java/graalJars/compiler-25.0.2.jar", "")
                .with("lib/libtornado-" + backend + ".so", "")
                .with("tornado-argfile.template", "-server\n-XX:+EnableJVMCI\n");
    }

    /**
     * As releases from 6.0 on are: the compiler interface in a jar, no libraries, and a file that says from which JDK on.
     *
     * @param argFile written on some JDK
     */
    static FakeSdk foreign(Path home, String version, String backend, int floor, boolean preview, String argFile)
            throws IOException {
        return common(home, version, backend)
                .with("etc/tornado.jdk", "floor=" + floor + "\npreview=" + preview + "\n")
                .with("share/java/graalJars/tornado-graal-23.1.0.jar", "")
                .with("share/java/jvmci/jvmci-21.0.2.jar", "")
                .with("tornado-argfile.template", argFile);
    }

    private static FakeSdk common(Path home, String version, String backend) throws IOException {
        return new FakeSdk(home)
                .with("etc/tornado.backend", "tornado.backends=" + backend + "-backend\n")
                .with("etc/tornado.release", "version=" + version + "\nbranch=none\n")
                .withJar("share/java/tornado/tornado-api-" + version + ".jar")
                .withJar("share/java/tornado/tornado-runtime-" + version + ".jar")
                .withJar("share/java/tornado/tornado-drivers-" + backend + "-" + version + ".jar");
    }

    FakeSdk with(String file, String text) throws IOException {
        Path path = home.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
        return this;
    }

    FakeSdk withJar(String file) throws IOException {
        Path path = home.resolve(file);
        Files.createDirectories(path.getParent());
        try (ZipOutputStream jar = new ZipOutputStream(Files.newOutputStream(path))) {
            jar.putNextEntry(new ZipEntry("module-info.class"));
        }
        return this;
    }

    FakeSdk without(String file) throws IOException {
        Files.delete(home.resolve(file));
        return this;
    }
}
