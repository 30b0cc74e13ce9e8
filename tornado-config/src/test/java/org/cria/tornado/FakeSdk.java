package org.cria.tornado;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** A folder that looks like TornadoVM's SDK and holds none of it. */
record FakeSdk(Path home) {
    /** As releases from 6.0 on write it on JDK 22 to 26, which have the module of the compiler interface. */
    static final String BEFORE_27 = """
            # Generated for JDK 25
            -server
            -XX:+UnlockExperimentalVMOptions
            -XX:+EnableJVMCI
            -Djava.library.path=${TORNADOVM_HOME}/lib
            --module-path .:${TORNADOVM_HOME}/share/java/tornado
            -Djdk.internal.vm.ci.enabled=true
            --patch-module jdk.internal.vm.ci=${TORNADOVM_HOME}/share/java/jvmci/jvmci-21.0.2.jar
            --upgrade-module-path ${TORNADOVM_HOME}/share/java/graalJars
            -XX:+UseParallelGC
            --enable-native-access=tornado.runtime
            """;

    /** And on later ones, which have none. */
    static final String FROM_27 = """
            -server
            -XX:+UnlockExperimentalVMOptions
            -Djdk.internal.vm.ci.enabled=true
            --add-exports java.base/jdk.internal.misc=jdk.internal.vm.ci
            --add-exports java.base/jdk.internal.vm=jdk.internal.vm.ci
            --add-exports java.base/jdk.internal.vm.annotation=jdk.internal.vm.ci
            --add-exports java.base/jdk.internal.reflect=jdk.internal.vm.ci
            -Djava.library.path=${TORNADOVM_HOME}/lib
            --module-path .:${TORNADOVM_HOME}/share/java/tornado:${TORNADOVM_HOME}/share/java/jvmci
            --upgrade-module-path ${TORNADOVM_HOME}/share/java/graalJars
            --enable-native-access=tornado.runtime
            """;

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

    /**
     * As releases up to 5.2 were: a library for each backend, the JDK in the version.
     *
     * @param backends apart by commas
     */
    static FakeSdk released(Path home, String version, String backends) throws IOException {
        FakeSdk sdk = common(home, version, version, backends)
                .withJar("share/java/graalJars/compiler-25.0.2.jar")
                .with("tornado-argfile.template", """
                        -server
                        -XX:+EnableJVMCI
                        --module-path .:${TORNADOVM_HOME}/share/java/tornado
                        """);
        for (String backend : backends.split(",", -1)) {
            sdk.with("lib/libtornado-" + (backend.equals("spirv") ? "levelzero" : backend) + ".so", "library");
        }
        return sdk;
    }

    /**
     * As releases from 6.0 on are: the compiler interface in a jar, at most OpenCL's library, a version that names no JDK, and a file
     * that says from which one on.
     *
     * @param backends apart by commas
     * @param argFile written on some JDK
     */
    static FakeSdk foreign(Path home, String version, String backends, int floor, boolean preview, String argFile)
            throws IOException {
        return common(home, version.replaceAll("-.*", ""), version, backends)
                .with("etc/tornado.jdk", "tornado.jdk.floor=" + floor + "\ntornado.jdk.preview=" + preview + "\n")
                .withJar("share/java/graalJars/tornado-graal-23.1.0.jar")
                .withJar("share/java/graalJars/word-23.1.0.jar")
                .withJar("share/java/jvmci/jvmci-21.0.2.jar")
                .with("tornado-argfile.template", argFile);
    }

    private static FakeSdk common(Path home, String version, String jars, String backends) throws IOException {
        List<String> names = List.of(backends.split(",", -1));
        String profiles = names.stream().map(name -> name + "-backend").collect(Collectors.joining(","));
        FakeSdk sdk = new FakeSdk(home)
                .with("etc/tornado.backend", "tornado.backends=" + profiles + "\n")
                .with("etc/tornado.release", "version=" + version + "\nbranch=UNKNOWN\ncommit=db146ae\n")
                .withJar("share/java/tornado/asm-9.9.jar")
                .withJar("share/java/tornado/tornado-api-" + jars + ".jar")
                .withJar("share/java/tornado/tornado-runtime-" + jars + ".jar")
                .withJar("share/java/tornado/tornado-drivers-common-" + jars + ".jar");
        for (String name : names) {
            sdk.withJar("share/java/tornado/tornado-drivers-" + name + "-" + jars + ".jar")
                    .withJar("share/java/tornado/tornado-drivers-" + name + "-jni-" + jars + "-libs.jar");
        }
        return sdk;
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

    /** Leaves a file's first half. */
    FakeSdk truncated(String file) throws IOException {
        byte[] bytes = Files.readAllBytes(home.resolve(file));
        Files.write(home.resolve(file), Arrays.copyOf(bytes, bytes.length / 2));
        return this;
    }

    FakeSdk without(String file) throws IOException {
        Files.delete(home.resolve(file));
        return this;
    }
}
