package org.cria.model.template;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.cria.model.template.Statement.Parameter;
import org.cria.model.template.Statement.Target;

/** Does what statements say. */
final class Statements {
    /** The variable with what a filter block has inside; no template can name it. */
    static final String CAPTURED = "{captured}";

    private static final String LOOP = "loop";

    /** How the statements of a body ended. */
    private enum Flow {
        ON,
        BREAK,
        CONTINUE
    }

    private final Run run;
    private final Budget budget;

    Statements(Run run) {
        this.run = run;
        this.budget = run.budget();
    }

    /** Does all of these; what they write goes to {@code out}. */
    void run(List<Statement> all, Variables scope, TextBuilder out) {
        Flow ended = body(all, scope, out);
        if (ended != Flow.ON) {
            throw new TemplateException("'" + (ended == Flow.BREAK ? "break" : "continue") + "' stands in no loop");
        }
    }

    private Flow body(List<Statement> all, Variables scope, TextBuilder out) {
        budget.enter();
        Flow flow = Flow.ON;
        for (int i = 0; i < all.size() && flow == Flow.ON; i++) {
            try {
                budget.step();
                flow = one(all.get(i), scope, out);
            } catch (TemplateException e) {
                throw e.atLine(all.get(i).line());
            }
        }
        budget.leave();
        return flow;
    }

    private Flow one(Statement statement, Variables scope, TextBuilder out) {
        switch (statement) {
            case Statement.Data(int _, Text text) -> write(text, out);
            case Statement.Print(int _, Expression value) ->
                write(PythonText.text(run.value(value, scope), budget), out);
            case Statement.If(int _, List<Statement.Branch> branches, List<Statement> otherwise) -> {
                for (Statement.Branch branch : branches) {
                    if (Kinds.truth(run.value(branch.condition(), scope))) {
                        return body(branch.body(), scope, out);
                    }
                }
                return body(otherwise, scope, out);
            }
            case Statement.For loop -> loop(loop, run.value(loop.items(), scope), scope, out, 1);
            case Statement.Set(int _, Target target, Expression value) ->
                assign(target, run.value(value, scope), scope);
            case Statement.SetBlock(int _, Target target, Expression filtered, List<Statement> body) ->
                assign(target, filtered(filtered, body, scope), scope);
            case Statement.Macro(int _, String name, Statement.Signature signature, List<Statement> body) ->
                scope.set(name, macro(name, signature, body, scope));
            case Statement.CallBlock block -> write(PythonText.text(called(block, scope), budget), out);
            case Statement.FilterBlock(int _, Expression filtered, List<Statement> body) ->
                write(PythonText.text(filtered(filtered, body, scope), budget), out);
            case Statement.With with -> {
                Variables inside = new Variables(scope);
                for (int i = 0; i < with.targets().size(); i++) {
                    assign(with.targets().get(i), run.value(with.values().get(i), scope), inside);
                }
                return body(with.body(), inside, out);
            }
            case Statement.Block(int _, List<Statement> body) -> {
                return body(body, new Variables(scope), out);
            }
            case Statement.Jump(int _, boolean breaks) -> {
                return breaks ? Flow.BREAK : Flow.CONTINUE;
            }
        }
        return Flow.ON;
    }

    private void write(Text text, TextBuilder out) {
        budget.text(text);
        budget.size((long) out.length() + text.length());
        out.append(text);
    }

    private Value filtered(Expression filtered, List<Statement> body, Variables scope) {
        Variables inside = new Variables(scope);
        TextBuilder text = new TextBuilder();
        run(body, inside, text);
        inside.set(CAPTURED, text.text());
        return run.value(filtered, inside);
    }

    private void loop(Statement.For loop, Value over, Variables scope, TextBuilder out, int depth) {
        List<Value> items = new ArrayList<>();
        for (Value each : Kinds.elements(over)) {
            budget.step();
            if (loop.condition().isPresent()) {
                Variables inside = new Variables(scope);
                assign(loop.target(), each, inside);
                if (!Kinds.truth(run.value(loop.condition().get(), inside))) {
                    continue;
                }
            }
            items.add(each);
        }
        Loop state =
                new Loop(items, depth, loop.recursive() ? Optional.of(again(loop, scope, depth)) : Optional.empty());
        for (int i = 0; i < items.size(); i++) {
            state.at(i);
            Variables inside = new Variables(scope);
            inside.set(LOOP, state);
            assign(loop.target(), items.get(i), inside);
            if (body(loop.body(), inside, out) == Flow.BREAK) {
                break;
            }
        }
        if (items.isEmpty()) {
            run(loop.otherwise(), new Variables(scope), out);
        }
    }

    private Value.Callable again(Statement.For loop, Variables scope, int depth) {
        return new Value.Callable(LOOP, (_, arguments) -> {
            TextBuilder out = new TextBuilder();
            loop(loop, arguments.need(0, "iterable"), scope, out, depth + 1);
            return out.text();
        });
    }

    private Value.Callable macro(String name, Statement.Signature signature, List<Statement> body, Variables scope) {
        return new Value.Callable(name, (_, arguments) -> {
            Variables inside = new Variables(scope);
            bind(name, signature, arguments, inside);
            TextBuilder out = new TextBuilder();
            run(body, inside, out);
            return out.text();
        });
    }

    /** Gives parameters their values; what is left over is in {@code varargs} and {@code kwargs}. */
    private void bind(String name, Statement.Signature signature, Arguments arguments, Variables inside) {
        List<Parameter> parameters = signature.parameters();
        if (arguments.positional().size() > parameters.size() && !signature.more()) {
            throw new TemplateException("the macro '" + name + "' is given "
                    + arguments.positional().size() + " arguments, expected at most " + parameters.size());
        }
        Set<String> known = new HashSet<>();
        for (int i = 0; i < parameters.size(); i++) {
            Parameter parameter = parameters.get(i);
            known.add(parameter.name());
            Optional<Value> given = arguments.find(i, parameter.name());
            Value value = given.isPresent()
                    ? given.get()
                    : parameter.otherwise().isPresent()
                            ? run.value(parameter.otherwise().get(), inside)
                            : new Value.Undefined(
                                    "parameter '" + parameter.name() + "' of '" + name + "' was not given");
            inside.set(parameter.name(), value);
        }
        inside.set(
                "varargs",
                Value.tuple(arguments.from(parameters.size()).positional().toArray(Value[]::new)));
        Map<Value, Value> others = new LinkedHashMap<>();
        arguments.named().forEach((key, value) -> {
            if (key.equals("caller")) {
                inside.set(key, value);
            } else if (!known.contains(key)) {
                if (!signature.named()) {
                    throw new TemplateException("the macro '" + name + "' has no parameter '" + key + "'");
                }
                others.put(Text.of(key), value);
            }
        });
        inside.set("kwargs", Value.dict(others));
    }

    private Value called(Statement.CallBlock block, Variables scope) {
        if (!(block.call() instanceof Expression.Call(Expression function, Expression.Given given))) {
            throw new IllegalStateException("the parser lets calls through only");
        }
        Arguments arguments = run.arguments(given, scope);
        Map<String, Value> named = new LinkedHashMap<>(arguments.named());
        named.put("caller", macro("caller", block.signature(), block.body(), scope));
        return run.call(run.value(function, scope), new Arguments(arguments.positional(), named));
    }

    private static void assign(Target target, Value value, Variables scope) {
        switch (target) {
            case Statement.One(String name) -> scope.set(name, value);
            case Statement.Several(List<Target> targets) -> {
                List<Value> parts = Kinds.elements(Kinds.defined(value));
                if (parts.size() != targets.size()) {
                    throw new TemplateException("there are " + parts.size() + " values, expected " + targets.size()
                            + ", one for each name");
                }
                for (int i = 0; i < parts.size(); i++) {
                    assign(targets.get(i), parts.get(i), scope);
                }
            }
            case Statement.Member(String space, String name) -> {
                if (!(scope.find(space).orElse(Value.NONE) instanceof Value.Space(Map<String, Value> members))) {
                    throw new TemplateException(
                            "'" + space + "' is no namespace, so '" + name + "' cannot be set in it");
                }
                members.put(name, value);
            }
        }
    }
}
