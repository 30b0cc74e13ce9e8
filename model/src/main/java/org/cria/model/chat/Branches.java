package org.cria.model.chat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.cria.kernels.Control;
import org.cria.kernels.CriaException;
import org.cria.kernels.Explanation;

/**
 * The branches of a conversation, of which one goes on at a time. Branches share the cache of their common past, so making one
 * costs nothing and going back to one computes nothing. Owns the branches. For one thread.
 */
public final class Branches implements AutoCloseable {
    /** The name of the first branch. */
    public static final String FIRST = "main";

    private static final int LONGEST_NAME = 40;
    private static final Control FORK = new Control("fork");
    private static final Control SWITCH = new Control("switch");

    private final List<Branch> branches;
    private Branch current;

    /** One branch. */
    public Branches(Chat chat) {
        this(List.of(new Branch(FIRST, "", 0, chat)), 0);
    }

    /**
     * All of these.
     *
     * @param branches at least one, with names of their own
     * @param current which of them goes on
     */
    public Branches(List<Branch> branches, int current) {
        this.branches = new ArrayList<>(branches);
        this.current = branches.get(current);
    }

    public Branch current() {
        return current;
    }

    /** In the order in which they were made. */
    public List<Branch> all() {
        return List.copyOf(branches);
    }

    /**
     * Goes on in a copy of the current branch.
     *
     * @throws CriaException if the name is taken, or is none
     */
    public void fork(String name) {
        if (name.isBlank() || name.length() > LONGEST_NAME || name.chars().anyMatch(Character::isWhitespace)) {
            throw new CriaException(Explanation.of(
                    "'" + name + "' is no name for a branch, expected one word of at most " + LONGEST_NAME
                            + " characters: ",
                    FORK.to("NAME"),
                    "."));
        }
        if (find(name).isPresent()) {
            throw new CriaException(Explanation.of(
                    "there is a branch '" + name + "' already, expected a new name. Go there with ",
                    SWITCH.to(name),
                    ", or choose another name."));
        }
        Branch fork = current.fork(name);
        branches.add(fork);
        current = fork;
    }

    /**
     * Goes on in another branch, where it was left.
     *
     * @throws CriaException if there is none of this name
     */
    public void switchTo(String name) {
        current = find(name)
                .orElseThrow(() -> new CriaException(Explanation.of(
                        "there is no branch '" + name + "', expected one of "
                                + branches.stream().map(Branch::name).collect(Collectors.joining(", "))
                                + ". Make one with ",
                        FORK.to(name.isBlank() ? "NAME" : name),
                        ".")));
    }

    private Optional<Branch> find(String name) {
        return branches.stream().filter(branch -> branch.name().equals(name)).findFirst();
    }

    @Override
    public void close() {
        branches.forEach(branch -> branch.chat().close());
    }
}
