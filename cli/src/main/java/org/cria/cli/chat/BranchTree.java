package org.cria.cli.chat;

import java.util.ArrayList;
import java.util.List;
import org.cria.kernels.Count;
import org.cria.model.chat.Branch;
import org.cria.model.chat.Branches;

/** Shows branches as a tree, the current one with a star. */
final class BranchTree {
    private final Branches branches;
    private final List<String> lines = new ArrayList<>();

    private BranchTree(Branches branches) {
        this.branches = branches;
    }

    static String of(Branches branches) {
        BranchTree tree = new BranchTree(branches);
        branches.all().stream().filter(branch -> branch.parent().isEmpty()).forEach(root -> tree.add(root, "", "", ""));
        return String.join(System.lineSeparator(), tree.lines);
    }

    /** @param indent of its children: what stands before them if more of its siblings follow */
    private void add(Branch branch, String before, String joint, String indent) {
        String star = branch == branches.current() ? "* " : "  ";
        String since = branch.parent().isEmpty() ? "" : ", forked after " + Count.of(branch.forkedAfter(), "exchange");
        lines.add(
                star + before + joint + branch.name() + "  (" + Count.of(branch.exchanges(), "exchange") + since + ")");
        List<Branch> children = branches.all().stream()
                .filter(child -> child.parent().equals(branch.name()))
                .toList();
        for (Branch child : children) {
            boolean last = child == children.getLast();
            add(child, before + indent, last ? "└─ " : "├─ ", last ? "   " : "│  ");
        }
    }
}
