package org.cria.server.tools;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.Set;
import org.cria.kernels.CriaException;
import org.cria.model.Model;
import org.cria.model.chat.ChatTemplate;
import org.cria.model.grammar.Grammar;
import org.cria.model.grammar.GrammarBinding;
import org.cria.model.json.JsonValue;
import org.cria.model.tool.ToolList;
import org.cria.model.tool.Tools;
import org.cria.model.tool.WrongToolException;
import org.cria.server.form.AnswerForms;
import org.cria.server.json.ApiException;
import org.cria.server.json.Fields;

/** The tools of a request, and which of them it wants to be called. */
public final class RequestedTools {
    private static final String TOOLS = "tools";
    private static final String CHOICE = "tool_choice";
    private static final String FUNCTION = "function";

    private RequestedTools() {}

    /**
     * Those of a request; empty where it has none, or wants none to be called.
     *
     * @throws ApiException naming what is wrong
     */
    public static Optional<Tools> read(Fields request, ChatTemplate template) {
        try {
            Optional<ToolList> list = request.get(TOOLS)
                    .map(given -> ToolList.read(JsonValue.parse(given.toString())))
                    .filter(given -> !given.all().isEmpty());
            return chosen(request, list, template);
        } catch (WrongToolException e) {
            throw refused(e);
        }
    }

    private static ApiException refused(WrongToolException e) {
        String text = String.valueOf(e.getMessage());
        return e.isLacking() ? ApiException.lacking(e.place(), text) : ApiException.wrong(e.place(), text);
    }

    private static Optional<Tools> chosen(Fields request, Optional<ToolList> list, ChatTemplate template) {
        JsonNode choice = request.get(CHOICE).orElse(null);
        boolean auto = choice == null || choice.asText().equals("auto");
        boolean none = choice != null && choice.asText().equals("none");
        if (list.isEmpty()) {
            if (!auto && !none) {
                throw ApiException.wrong(CHOICE, "'tool_choice' needs 'tools' to choose from.");
            }
            return Optional.empty();
        }
        if (none) {
            return Optional.empty();
        }
        Set<String> callable = list.get().names();
        if (choice != null && choice.isObject()) {
            String name = choice.path(FUNCTION).path("name").asText();
            if (!choice.path("type").asText().equals(FUNCTION) || !callable.contains(name)) {
                throw request.wrong(CHOICE, choice, "{\"type\": \"function\"} with the name of one of 'tools'");
            }
            callable = Set.of(name);
        } else if (choice != null && !auto && !choice.asText().equals("required")) {
            throw request.wrong(CHOICE, choice, "auto, none, required or a function");
        }
        return Optional.of(Tools.of(list.get(), template.source())
                .with(callable, !auto, request.flag("parallel_tool_calls", true)));
    }

    /**
     * What the answer is bound to: calls are, from their first character on.
     *
     * @throws ApiException if what the schemas of the tools ask for cannot be enforced
     */
    public static GrammarBinding binding(Tools tools, AnswerForms forms, Model model) {
        Grammar grammar;
        try {
            grammar = forms.kept(tools.toString(), tools::grammar);
        } catch (WrongToolException e) {
            throw refused(e);
        } catch (CriaException e) {
            throw ApiException.wrong(TOOLS, "'tools': " + e.getMessage());
        }
        return tools.binding(model.grammar(grammar));
    }
}
