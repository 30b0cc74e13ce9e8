package org.cria.model.tool;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CallReaderTest {
    /** An answer in pieces of every length: what is said of it, and the calls. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            ignoreLeadingAndTrailingWhitespace = true,
            value = {
                "MARKED | <tool_call>{'name':'f','arguments':{'a':1}}</tool_call> | [] | [f{'a':1}]",
                "MARKED | Well.<tool_call> {'name':'f','arguments':{}} </tool_call> <tool_call>{'name':'g','arguments':{}}</tool_call> | [Well.] | [f{}, g{}]",
                "MARKED | a < b <tool | [a < b <tool] | []",
                "MARKED | <tool_call>{'name':'h','arguments':{}}</tool_call> | [<tool_call>{'name':'h','arguments':{}}</tool_call>] | []",
                "MARKED | <tool_call>{'name':'f','arguments':{ | [<tool_call>{'name':'f','arguments':{] | []",
                "MARKED | <tool_call>{'name':'f','arguments':{}} | [] | [f{}]",
                "WHOLE | {'name':'f','parameters':{'a':[]}} | [] | [f{'a':[]}]",
                "WHOLE | {'name':'f'} | [{'name':'f'}] | []",
                "WHOLE | No: {'name':'f','parameters':{}} | [No: {'name':'f','parameters':{}}] | []",
                "LISTED | Yes[TOOL_CALLS][{'name':'f','arguments':{}},{'name':'g','arguments':{'b':2}}] | [Yes] | [f{}, g{'b':2}]",
                "LISTED | [TOOL_CALLS] [{'name':'f','arguments':3}] | [[TOOL_CALLS] [{'name':'f','arguments':3}]] | []",
                "LISTED | [1, 2] | [[1, 2]] | []",
            })
    void callsAreToldFromWhatIsSaid(ToolFormat format, String answer, String said, String calls) {
        for (int length = 1; length <= answer.length(); length++) {
            Tools tools = new Tools(new ToolList(List.of()), Set.of("f", "g"), false, true, true, format);
            StringBuilder heard = new StringBuilder();
            CallReader reader = new CallReader(Optional.of(tools), heard::append);
            String text = answer.replace('\'', '"');
            for (int at = 0; at < text.length(); at += length) {
                reader.feed(text.substring(at, Math.min(text.length(), at + length)));
            }
            reader.finish();
            assertEquals(said.replace('\'', '"'), "[" + heard + "]", "pieces of " + length);
            List<String> found = reader.calls().stream()
                    .map(call -> call.name() + call.arguments().toString().replace(" ", ""))
                    .toList();
            assertEquals(calls.replace('\'', '"'), found.toString(), "pieces of " + length);
        }
    }
}
