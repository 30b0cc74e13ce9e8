package org.cria.kernels.gradient;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.cria.kernels.program.Buffer;
import org.cria.kernels.program.Program;
import org.cria.kernels.program.Step;

/**
 * A program as contents of which each is written once, so that each has one gradient. Keys and values go from where a layer stores them to
 * where it attends: every text begins at position 0, so what a cache held before is not seen.
 *
 * @param nodes one for each step, in order
 * @param contents all, by number
 * @param scores what leaves the program
 */
record Course(List<Node> nodes, List<Content> contents, Content scores) {
    static Course of(Program program) {
        return new Builder().build(program);
    }

    private static final class Builder {
        private final List<Node> nodes = new ArrayList<>();
        private final List<Content> contents = new ArrayList<>();
        private final Map<Buffer, Content> latest = new HashMap<>();
        private final Map<Integer, Node> stored = new HashMap<>();

        Course build(Program program) {
            program.steps().forEach(this::add);
            return new Course(List.copyOf(nodes), List.copyOf(contents), latest(program.logits(), "the program"));
        }

        private void add(Step step) {
            List<Content> reads = new ArrayList<>();
            step.reads().forEach(buffer -> reads.add(latest(buffer, step.name())));
            if (step instanceof Step.Attend attend) {
                Node store = stored.get(attend.layer());
                if (store == null) {
                    throw new IllegalArgumentException("layer " + attend.layer()
                            + " attends to what no step before has stored, expected keys and values of the same texts");
                }
                reads.addAll(store.reads());
            }
            List<Content> writes = step.writes().stream().map(this::next).toList();
            Node node = new Node(step, List.copyOf(reads), writes);
            nodes.add(node);
            if (step instanceof Step.StoreKv store) {
                stored.put(store.layer(), node);
            }
        }

        private Content latest(Buffer buffer, String reader) {
            Content content = latest.get(buffer);
            if (content == null) {
                throw new IllegalArgumentException(
                        reader + " reads '" + buffer.name() + "', which no step before it has written");
            }
            return content;
        }

        private Content next(Buffer buffer) {
            Content content = new Content(contents.size(), buffer);
            contents.add(content);
            latest.put(buffer, content);
            return content;
        }
    }
}
