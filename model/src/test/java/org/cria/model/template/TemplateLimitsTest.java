package org.cria.model.template;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A template from anybody's file can neither hang nor fill the memory, and reaches nothing of Java. */
class TemplateLimitsTest {
    private static final Duration LIMIT = Duration.ofSeconds(2);
    private static final LocalDateTime NOW = LocalDateTime.of(2024, 7, 26, 12, 0);
    private static final Map<String, Value> DATA = Map.of("said", Text.said("x"));

    private static String render(String template) {
        return Template.parse(template).render(DATA, NOW).toString();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{% for a in range(999) %}{% for b in range(999) %}{% for c in range(999) %}{% endfor %}{% endfor %}{% endfor %}",
                "{% for a in range(1000000000000) %}{% endfor %}",
                "{% set n = namespace(l=[1]) %}{% for a in range(99) %}{% set n.l = n.l + n.l %}{% endfor %}",
                "{% set n = namespace(l=[]) %}{% for a in range(99) %}{% set n.l = [n.l, n.l] %}{% endfor %}{{ n.l|tojson }}",
                "{% set n = namespace(l=[]) %}{% for a in range(99) %}{% set n.l = [n.l, n.l] %}{% endfor %}{{ n.l }}",
                "{% set n = namespace(l=[]) %}{% for a in range(99) %}{% set n.l = [n.l, n.l] %}{% endfor %}{{ n.l == n.l + [] }}",
                "{% set n = namespace(t='ab') %}{% for a in range(20) %}{% set n.t = n.t ~ n.t %}{% endfor %}"
                        + "{% for a in range(9999) %}{{ n.t[0] }}{{ n.t|length }}{{ n.t == n.t ~ '' }}{% endfor %}",
                "{% set n = namespace(t='a' ~ said) %}{% for a in range(20) %}{% set n.t = n.t ~ n.t %}{% endfor %}"
                        + "{{ n.t.split('a')|length }}{{ n.t|upper|lower|length }}",
                "{% for a in range(999999) %}{% set x = 'y'|indent(1000, true) %}{% endfor %}",
                "{{ [1]|batch(9999999999, 'x')|list }}",
                "{{ 'a'|list|slice(9999999999)|list }}"
            })
    void whatLoopsIsStopped(String template) {
        assertTrue(stopped(template).contains("steps"), () -> stopped(template));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
                "{% macro m(x) %}{{ caller() }}{% call m(x) %}{% endcall %}{% endmacro %}{% call m(1) %}{% endcall %}",
                "{% for x in [[[]]] recursive %}{{ loop([[[]]]) }}{% endfor %}",
                "{% set n = namespace() %}{% set n.n = n %}{{ n }}",
                "{% set n = namespace(l=[]) %}{% for a in range(9999) %}{% set n.l = [n.l] %}{% endfor %}{{ n.l|tojson }}",
                "{% set n = namespace(l=[]) %}{% set n.m = [] %}{% for a in range(9999) %}{% set n.l = [n.l] %}{% set n.m = [n.m] %}"
                        + "{% endfor %}{{ n.l == n.m }}",
            })
    void whatRecursIsStopped(String template) {
        assertTrue(stopped(template).contains("deep"), () -> stopped(template));
    }

    @Test
    void whatIsNestedIsStopped() {
        int often = 20_000;
        for (String template : new String[] {
            "{{ " + "(".repeat(often) + "1" + ")".repeat(often) + " }}",
            "{{ " + "[".repeat(often) + "]".repeat(often) + " }}",
            "{{ " + "-".repeat(often) + "1 }}",
            "{{ " + "not ".repeat(often) + "1 }}",
            "{{ 1" + " + 1".repeat(often) + " }}",
            "{{ x" + ".x".repeat(often) + " }}",
            "{{ x" + "|trim".repeat(often) + " }}",
            "{% if 1 %}".repeat(often) + "{% endif %}".repeat(often),
            "{{ 1 if 1 else ".repeat(1) + "1 if 1 else ".repeat(often) + "1 }}"
        }) {
            assertTrue(stopped(template).contains("deep"), () -> stopped(template));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{% set n = namespace(t='a') %}{% for a in range(99) %}{% set n.t = n.t + n.t %}{% endfor %}",
                "{% set n = namespace(t='a') %}{% for a in range(99) %}{% set n.t = n.t ~ n.t %}{% endfor %}",
                "{% set x = 'a' * 100000 %}{{ (x ~ 'bb').replace('b', x * 30) }}",
                "{% set n = namespace(t='a') %}{% for a in range(99) %}{% set n.t = [n.t, n.t]|join %}{% endfor %}",
                "{% set n = namespace(t='a') %}{% for a in range(99) %}{% set n.t = '%s%s' % (n.t, n.t) %}{% endfor %}",
                "{% set n = namespace(t='a') %}{% for a in range(99) %}{% set n.t %}{{ n.t }}{{ n.t }}{% endset %}{% endfor %}",
                "{{ 'a' * 99999999999 }}",
                "{{ 'a'.center(99999999999) }}",
                "{{ 'a'.zfill(99999999999) }}",
                "{% set x = 'a' * 1000000 %}{% for a in range(9) %}{{ x }}{% endfor %}"
            })
    void whatGrowsIsStopped(String template) {
        assertTrue(stopped(template).contains("MiB"), () -> stopped(template));
    }

    /** Processor time, since a busy machine may stand still for longer. */
    private static String stopped(String template) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long start = threads.getCurrentThreadCpuTime();
        String message = String.valueOf(
                assertThrows(TemplateException.class, () -> render(template)).getMessage());
        long nanos = threads.getCurrentThreadCpuTime() - start;
        assertTrue(nanos < LIMIT.toNanos(), () -> nanos / 1_000_000 + " ms: " + message);
        return message;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{{ ''.getClass() }}",
                "{{ ''.class.forName('java.lang.Runtime') }}",
                "{{ ''.__class__.__mro__ }}",
                "{{ range.__globals__ }}{{ range.body.call }}",
                "{% include 'file' %}",
                "{% import 'file' as f %}",
                "{% extends 'file' %}",
                "{{ [].append(1) }}",
                "{{ {(1, 2): 3} }}",
                "{{ said.chars.value }}"
            })
    void nothingOfJavaIsReached(String template) {
        assertThrows(TemplateException.class, () -> render(template));
    }

    @Test
    void aFailureNamesLineAndReason() {
        assertEquals(
                "line 3 of the chat template: it says 'only text'.",
                assertThrows(
                                TemplateException.class,
                                () -> render("a\n{% if true %}\n{{ raise_exception('only text') }}" + "\n{% endif %}"))
                        .getMessage());
        assertEquals(
                "line 2 of the chat template: found 'b', expected '}}'.",
                assertThrows(TemplateException.class, () -> render("\n{{ a b }}"))
                        .getMessage());
        assertEquals(
                "line 2 of the chat template: 'messages' is undefined.",
                assertThrows(
                                TemplateException.class,
                                () -> render("{% macro m(x) %}\n{{ messages[0].x }}{% endmacro %}\n{{ m() }}"))
                        .getMessage());
    }
}
