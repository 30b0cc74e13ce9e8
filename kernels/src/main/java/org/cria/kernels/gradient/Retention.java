package org.cria.kernels.gradient;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * How long contents are there. What the pass back needs stays until then, save what is made again from what is there anyway: norms and
 * activations, which take far less time than the products between them.
 */
final class Retention {
    private final int[] lastRead;
    private final int[] firstNeed;
    private final int[] maker;
    private final BitSet remade = new BitSet();

    Retention(Course course, List<Derivative> derivatives, Trained trained) {
        int contents = course.contents().size();
        lastRead = new int[contents];
        firstNeed = new int[contents];
        maker = new int[contents];
        Arrays.fill(lastRead, -1);
        Arrays.fill(firstNeed, -1);
        for (int i = 0; i < course.nodes().size(); i++) {
            Node node = course.nodes().get(i);
            for (Content read : node.reads()) {
                lastRead[read.number()] = i;
            }
            for (Content written : node.writes()) {
                maker[written.number()] = i;
                lastRead[written.number()] = i;
                if (derivatives.get(i).isCheap() && trained.reaches(node)) {
                    remade.set(written.number());
                }
            }
        }
        lastRead[course.scores().number()] = Integer.MAX_VALUE;
        for (int i = course.nodes().size(); i-- > 0; ) {
            if (trained.reaches(course.nodes().get(i))) {
                for (Content kept : derivatives.get(i).kept()) {
                    firstNeed[kept.number()] = i;
                }
            }
        }
    }

    /** Whether a content's values are not needed any longer in the pass forward once a node has read them, nor kept for the pass back. */
    boolean isOver(Content content, int node) {
        return lastRead[content.number()] <= node && !isKept(content);
    }

    /** Whether the pass back needs a content's values as they are. */
    boolean isKept(Content content) {
        return firstNeed[content.number()] >= 0 && !remade.get(content.number());
    }

    /** Whether this node is the last of the pass back that needs a content. */
    boolean endsWith(Content content, int node) {
        return firstNeed[content.number()] == node;
    }

    /** Which node makes a content. */
    int maker(Content content) {
        return maker[content.number()];
    }
}
