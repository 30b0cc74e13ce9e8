package org.cria.model.template;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.LocalDateTime;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What somebody said stays said, whatever a template does to it: here it is shown in brackets. */
class TextMarksTest {
    private static final Map<String, Value> DATA = Map.of("said", Text.said(" <b>x</b> "), "two", Text.said("q"));

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '¦',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "a{{ said }}b¦a[ <b>x</b> ]b",
                "{{ '<' + said + '>' }}¦<[ <b>x</b> ]>",
                "{{ '<' ~ said ~ 1 ~ two }}¦<[ <b>x</b> ]1[q]",
                "{{ said.strip() }}|{{ said|trim }}|{{ said.lstrip() }}¦[<b>x</b>]|[<b>x</b>]|[<b>x</b> ]",
                "{{ said.replace('x', '<y>') }}¦[ <b>]<y>[</b> ]",
                "{{ '<x>'.replace('x', said) }}¦<[ <b>x</b> ]>",
                "{{ said|upper }}{{ said.title() }}¦[ <B>X</B>  <B>X</B> ]",
                "{{ said.split('x')[1] }}{{ said.split('x')|join('|') }}¦[</b>  <b>]|[</b> ]",
                "{{ said[1:4] }}{{ said[::-1] }}{{ said[1] }}{{ said|first }}¦[<b> >b/<x>b< < ]",
                "{{ said|tojson }}¦\"[ <b>x</b> ]\"",
                "{{ {two: said}|tojson }}{{ [said, 'a'] }}¦{\"[q]\": \"[ <b>x</b> ]\"}['[ <b>x</b> ]', 'a']",
                "{{ '%s-%5s' % (said, two) }}{{ '{}|{}'.format(two, 'a') }}¦[ <b>x</b> ]-    [qq]|a",
                "{{ said|indent(2, true) }}{{ said|list|join }}{{ said|reverse }}¦  [ <b>x</b>  <b>x</b>  >b/<x>b< ]",
                "{% set t %}<{{ said }}>{% endset %}{{ t|trim }}¦<[ <b>x</b> ]>",
                "{% macro m(t) %}<{{ t }}>{% endmacro %}{{ m(said) }}¦<[ <b>x</b> ]>",
                "{% for c in two %}<{{ c }}>{% endfor %}{% filter upper %}<a>{{ two }}{% endfilter %}¦<[q]><A>[Q]",
                "{% set n = namespace(t='') %}{% set n.t = n.t + two %}{{ n.t * 2 }}{{ n.t.center(3) }}¦[qq] [q] ",
                "{{ two.join(['<', '>']) }}{{ ['<', two]|join('') }}{{ two|default('a') }}¦<[q]><[qq]",
                "{{ said.splitlines()[0] }}{{ said.partition('x')[2] }}{{ said|truncate(3, true, '') }}¦[ <b>x</b> </b>  <b]",
                "{{ said|string|safe }}{{ said.removeprefix(' <') }}{{ two.zfill(3) }}¦[ <b>x</b> b>x</b> ]00[q]",
                "{{ (two if true) }}{{ two or 'a' }}{{ [two]|map('upper')|first }}{{ {'k': two}.k }}¦[qqQq]"
            })
    void keepsItsMark(String template, String expected) {
        Text text = Template.parse(template).render(DATA, LocalDateTime.of(2024, 7, 26, 12, 0));
        String shown = text.runs().stream()
                .map(run -> {
                    String part = text.toString().substring(run.start(), run.end());
                    return run.origin() == Text.TEMPLATE ? part : "[" + part + "]";
                })
                .collect(Collectors.joining());
        assertEquals(expected, shown);
    }
}
