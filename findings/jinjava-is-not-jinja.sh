#!/usr/bin/env bash
# Jinjava, the well-kept Jinja for Java, reads the constructs of chat templates and gives other texts, mostly without an error.
#
# Chat templates in model files are Jinja as Python's jinja2 runs it. One expects Jinjava 2.8.4 to run them as they are, or to refuse
# them. Seen instead, beside what jinja2 3.1.6 makes of the same line:
#
#   {% for m in messages if m != 'one' %}   the condition is ignored: both messages come, jinja2 leaves one out
#   {{ raise_exception('stop') }}after      goes on and prints "after", the error is only in a list; Hugging Face's function ends it
#   {{ turn | tojson }}                     {"role":"user"}, where jinja2 with Python's json has a blank: {"role": "user"}
#   {{ -7 // 2 }} {{ -7 % 3 }}              3 1, without a sign; jinja2: -4 2
#   {{ messages[::-1][0] }}                 nothing, a syntax error in the list; jinja2: two
#   {{ loop.previtem }}                     nothing, an error in the list; jinja2: the item before
#
# Seen with Jinjava 2.8.4 on Temurin 25.0.3, Linux. Exits with 0 if it is still so, 1 if not, 2 if it cannot be tried.
set -euo pipefail
version=2.8.4
java_home=${JAVA_HOME:-$(dirname -- "$(dirname -- "$(readlink -f -- "$(command -v java)")")")}
[ -x "$java_home/bin/javac" ] || { echo "needs a JDK in JAVA_HOME" >&2; exit 2; }
command -v mvn >/dev/null || { echo "needs mvn" >&2; exit 2; }
work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT
cd -- "$work"
cat >pom.xml <<XML
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId>
  <artifactId>finding</artifactId>
  <version>1</version>
  <dependencies>
    <dependency>
      <groupId>com.hubspot.jinjava</groupId>
      <artifactId>jinjava</artifactId>
      <version>$version</version>
    </dependency>
  </dependencies>
</project>
XML
JAVA_HOME=$java_home mvn -q org.apache.maven.plugins:maven-dependency-plugin:3.11.0:copy-dependencies \
    -DoutputDirectory=lib -DincludeScope=runtime >mvn.log 2>&1 || { echo "Jinjava $version cannot be had" >&2; exit 2; }
cat >Render.java <<'JAVA'
import com.hubspot.jinjava.Jinjava;
import com.hubspot.jinjava.JinjavaConfig;
import com.hubspot.jinjava.interpret.RenderResult;
import java.util.List;
import java.util.Map;

public class Render {
    public static void main(String[] templates) {
        Jinjava jinjava = new Jinjava(JinjavaConfig.newBuilder()
                .withTrimBlocks(true)
                .withLstripBlocks(true)
                .build());
        Map<String, Object> variables = Map.of("messages", List.of("one", "two"), "turn", Map.of("role", "user"));
        for (String template : templates) {
            RenderResult result = jinjava.renderForResult(template, variables);
            System.out.println(result.getOutput() + (result.hasErrors() ? " [" + result.getErrors().size() + " in the list]" : ""));
        }
    }
}
JAVA
"$java_home/bin/javac" -cp 'lib/*' Render.java
"$java_home/bin/java" -cp 'lib/*:.' Render \
    "{% for m in messages if m != 'one' %}{{ m }},{% endfor %}" \
    "{{ raise_exception('stop') }}after" \
    "{{ turn | tojson }}" \
    "{{ -7 // 2 }} {{ -7 % 3 }}" \
    "{{ messages[::-1][0] }}" \
    "{% for m in messages %}{{ loop.previtem }}>{{ m }};{% endfor %}" 2>/dev/null >seen
cat >expected <<'TEXT'
one,two,
after [1 in the list]
{"role":"user"}
3 1
 [1 in the list]
>one;>two; [1 in the list]
TEXT
echo "Jinjava $version:"
cat seen
diff expected seen >/dev/null || { echo "not as it was seen:"; diff expected seen || true; exit 1; }
