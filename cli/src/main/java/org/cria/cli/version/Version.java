package org.cria.cli.version;

import jdk.incubator.vector.VectorShape;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints. */
public final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        Build build = Build.current();
        return new String[] {
            "cria " + build.version() + " (commit " + build.commit() + ")",
            "JDK " + Runtime.version() + " (" + System.getProperty("java.vendor") + "), "
                    + System.getProperty("os.name") + " " + System.getProperty("os.arch"),
            "Vector API: " + vectors()
        };
    }

    private static String vectors() {
        return ModuleLayer.boot().findModule("jdk.incubator.vector").isEmpty()
                ? "off, the JVM was started without --add-modules jdk.incubator.vector"
                : VectorShape.preferredShape().vectorBitSize() + " bits";
    }
}
