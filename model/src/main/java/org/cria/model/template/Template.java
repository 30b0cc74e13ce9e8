package org.cria.model.template;

import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;

/**
 * A chat template: a text in Jinja, with the settings and functions that Hugging Face gives it. It comes with a model's file, so it
 * is run in a sandbox: it sees the values that it is given and nothing of Java, and it is stopped where it takes more than a million
 * steps, goes more than 100 deep, or makes more than 4 MiB of text. Immutable, for several threads.
 */
public final class Template {
    private final List<Statement> statements;

    private Template(List<Statement> statements) {
        this.statements = statements;
    }

    /**
     * Reads a template.
     *
     * @throws TemplateException with the line, if it is none, or has parts that are not known
     */
    public static Template parse(String source) {
        if (source.length() > Budget.OUTPUT) {
            throw new TemplateException(
                    "the template has " + source.length() + " characters, expected at most " + Budget.OUTPUT, 1);
        }
        try {
            return new Template(Parser.parse(source));
        } catch (StackOverflowError e) {
            throw tooDeep();
        }
    }

    /**
     * What it writes.
     *
     * @param variables by name; what of their texts somebody said stays so in the result
     * @param now what {@code strftime_now} speaks of
     * @throws TemplateException with the line, if it fails, says so itself, or takes too much
     */
    public Text render(Map<String, Value> variables, LocalDateTime now) {
        Variables scope = new Variables(null);
        Globals.addTo(scope);
        variables.forEach(scope::set);
        try {
            return new Run(now).written(statements, scope);
        } catch (StackOverflowError e) {
            throw tooDeep();
        }
    }

    /** A stack smaller than usual is full before our own limits are met. */
    private static TemplateException tooDeep() {
        return new TemplateException("the template's parts are too deep inside of each other", 1);
    }
}
