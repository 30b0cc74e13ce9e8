#!/usr/bin/env bash
# The JDK's class archives and AOT cache leave out classes of old class files once they have been used.
#
# A program that uses Picocli 4.7.7 (class files of version 49, Java 5) makes itself a dynamic archive (-XX:ArchiveClassesAtExit)
# and an AOT cache (-XX:AOTCacheOutput, JEP 514). One expects both to hold every class that was loaded. Of the 169 classes of
# Picocli that a run loads, the archive gives 38 and the AOT cache none: the others come from the jar again, each parsed and
# verified. The dump warns about each with -Xlog:cds ("Old class has been linked") and says nothing without it.
#
# Seen with Temurin 25.0.3 on Linux x86-64. Exits with 0 if it is still so, 1 if not, 2 if it cannot be tried.
set -euo pipefail
version=4.7.7
java_home=${JAVA_HOME:-$(dirname -- "$(dirname -- "$(readlink -f -- "$(command -v java)")")")}
feature=$("$java_home/bin/java" -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java.specification.version = //p')
[ "${feature%%.*}" -ge 25 ] || { echo "needs JDK 25 or newer in JAVA_HOME, found $feature" >&2; exit 2; }
command -v mvn >/dev/null || { echo "needs mvn" >&2; exit 2; }
work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT
cd -- "$work"
JAVA_HOME=$java_home mvn -q org.apache.maven.plugins:maven-dependency-plugin:3.11.0:copy \
    -Dartifact="info.picocli:picocli:$version" -DoutputDirectory="$work" >/dev/null 2>&1 || { echo "Picocli $version cannot be had" >&2; exit 2; }
cat >Greeting.java <<'JAVA'
import picocli.CommandLine;

@CommandLine.Command(name = "greeting", mixinStandardHelpOptions = true)
public class Greeting implements Runnable {
    @CommandLine.Option(names = "--times")
    int times = 1;

    @Override
    public void run() {
        System.out.println("Hello. ".repeat(times));
    }

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Greeting()).execute(arguments));
    }
}
JAVA
mkdir classes
"$java_home/bin/javac" -proc:none -cp "picocli-$version.jar" -d classes Greeting.java
"$java_home/bin/jar" cf greeting.jar -C classes .

greet() { "$java_home/bin/java" "$@" -cp "greeting.jar:picocli-$version.jar" Greeting --times 2; }
from() { # what the source of a class contains, options
    local source=$1
    shift
    greet "$@" -Xlog:class+load | grep ' picocli\.' | grep -c "source: $source" || true
}

greet -XX:ArchiveClassesAtExit=greeting.jsa >/dev/null 2>&1
greet -XX:AOTCacheOutput=greeting.aot >/dev/null 2>&1
loaded=$(from '')
archived=$(from 'shared objects file' -XX:SharedArchiveFile=greeting.jsa)
cached=$(from 'shared objects file' -XX:AOTCache=greeting.aot)
major=$("$java_home/bin/javap" -v -cp "picocli-$version.jar" picocli.CommandLine | sed -n 's/^ *major version: //p' | head -n 1)
"$java_home/bin/java" -version 2>&1 | head -n 1
echo "Picocli $version, class files of version $major: $loaded classes loaded; $archived from the dynamic archive, $cached from the AOT cache"
[ "$major" -eq 49 ] && [ "$loaded" -gt 100 ] && [ $((2 * archived)) -lt "$loaded" ] && [ "$cached" -eq 0 ] || {
    echo "that has changed" >&2
    exit 1
}
