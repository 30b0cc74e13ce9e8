package org.cria.model.eval;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.cria.kernels.Scores;
import org.cria.model.forward.Engine;
import org.cria.model.forward.LogitsConsumer;
import org.cria.model.forward.PromptBatch;
import org.cria.model.forward.Session;
import org.cria.model.sample.LogProbabilities;

/**
 * Scores continuations. What texts have in common at their beginnings is read once: a batch of them is a tree of tokens, whose levels are
 * read together, each branch behind the cells of what it shares. A row comes out as it would alone, to the bit, so that a score does not
 * depend on what it was computed with.
 */
final class Likelihoods implements AutoCloseable {
    private final Engine engine;
    /** Holds the beginning of the last batch. */
    private final Session base;

    Likelihoods(Engine engine) {
        this.engine = engine;
        this.base = engine.newSession();
    }

    /** A score in the making. */
    private static final class Sum {
        private final PairEncoder.Scored asked;
        private double sum;
        private boolean greedy = true;

        Sum(PairEncoder.Scored asked) {
            this.asked = asked;
        }

        int length() {
            return asked.input().length;
        }

        /** Takes what is behind a position, where this wants it. */
        void take(int position, LogProbabilities next, int likeliest) {
            int index = position - asked.firstScored();
            if (index >= 0) {
                int token = asked.targets()[index];
                sum += next.of(token);
                greedy &= token == likeliest;
            }
        }
    }

    /** A branch: all texts below it have their tokens up to {@code end} in common, of which the session holds those it has. */
    private record Node(Session session, List<Sum> below, int end) implements LogitsConsumer {
        /** The first position of which somebody below wants what is behind it. */
        int firstWanted() {
            return below.stream().mapToInt(sum -> sum.asked.firstScored()).min().orElseThrow();
        }

        int left() {
            return end - session.length();
        }

        @Override
        public void accept(int position, Scores.All row) {
            LogProbabilities next = LogProbabilities.of(row);
            int likeliest = likeliest(row);
            below.forEach(sum -> sum.take(position, next, likeliest));
        }

        private static int likeliest(Scores.All row) {
            int best = 0;
            for (int i = 1; i < row.vocabulary(); i++) {
                best = row.logit(i) > row.logit(best) ? i : best;
            }
            return best;
        }
    }

    /** In which order texts are best scored: those that share their beginnings beside each other. */
    static int compare(PairEncoder.Scored one, PairEncoder.Scored other) {
        return Arrays.compare(one.input(), other.input());
    }

    /** How many tokens at its beginning a text shares with another. */
    static int shared(int[] one, int[] other) {
        int found = Arrays.mismatch(one, other);
        return found < 0 ? one.length : found;
    }

    /**
     * Scores texts together. All of them lie in the cache at a time.
     *
     * @param asked in the order of {@link #compare}, at least one
     * @return one for each
     */
    List<Likelihood> of(List<PairEncoder.Scored> asked) {
        List<Sum> sums = asked.stream().map(Sum::new).toList();
        int common = shared(asked.getFirst().input(), asked.getLast().input());
        Node root = new Node(base, sums, Math.min(common, asked.getFirst().input().length));
        int known = shared(base.tokens(), asked.getFirst().input());
        base.rewind(Math.min(Math.min(known, root.end), Math.min(root.firstWanted(), base.length())));
        List<Node> level = List.of(root);
        while (!level.isEmpty()) {
            read(level);
            List<Node> next = new ArrayList<>();
            level.forEach(node -> branch(node, next));
            level.stream().map(Node::session).filter(each -> each != base).forEach(Session::close);
            level = next;
        }
        return sums.stream().map(sum -> new Likelihood(sum.sum, sum.greedy)).toList();
    }

    /** The branches behind a node, which hold what it holds. */
    private static void branch(Node node, List<Node> branches) {
        int at = node.end;
        int from = 0;
        while (from < node.below.size()) {
            Sum first = node.below.get(from);
            int to = from + 1;
            if (first.length() > at) {
                int token = first.asked.input()[at];
                while (to < node.below.size()
                        && node.below.get(to).length() > at
                        && node.below.get(to).asked.input()[at] == token) {
                    to++;
                }
                List<Sum> below = node.below.subList(from, to);
                int common = shared(first.asked.input(), below.getLast().asked.input());
                branches.add(new Node(node.session.fork(), below, Math.min(common, first.length())));
            }
            from = to;
        }
    }

    /** Reads nodes to their ends, as many in a pass as there is room for. */
    private void read(List<Node> nodes) {
        List<Node> left = new ArrayList<>(nodes);
        left.removeIf(node -> node.left() == 0);
        while (!left.isEmpty()) {
            int rows = engine.batchRows();
            int scored = engine.scoredRows();
            List<PromptBatch.Part> parts = new ArrayList<>();
            for (Node node : left) {
                int start = node.session.length();
                int quiet = Math.max(0, node.firstWanted() - start);
                int count = Math.min(Math.min(node.left(), rows), quiet + scored);
                if (count > 0) {
                    int[] tokens =
                            Arrays.copyOfRange(node.below.getFirst().asked.input(), start, start + count);
                    int firstScored = Math.min(quiet, count);
                    parts.add(new PromptBatch.Part(node.session, tokens, firstScored, node));
                    rows -= count;
                    scored -= count - firstScored;
                }
            }
            new PromptBatch(parts).read();
            left.removeIf(node -> node.left() == 0);
        }
    }

    @Override
    public void close() {
        base.close();
    }
}
