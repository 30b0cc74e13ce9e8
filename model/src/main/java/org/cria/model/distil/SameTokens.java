package org.cria.model.distil;

import org.cria.kernels.CriaException;
import org.cria.model.tokenizer.Vocabulary;

/** Whether two models speak of the same tokens. */
public final class SameTokens {
    private SameTokens() {}

    /**
     * Fails where they do not.
     *
     * @throws CriaException naming the first token that differs
     */
    public static void check(Vocabulary teacher, Vocabulary student) {
        int shared = Math.min(teacher.size(), student.size());
        for (int token = 0; token < shared; token++) {
            if (!teacher.piece(token).equals(student.piece(token))) {
                throw different("token " + token + " is '" + student.piece(token) + "' for the student and '"
                        + teacher.piece(token) + "' for the teacher");
            }
        }
        if (teacher.size() != student.size()) {
            throw different("the student has " + student.size() + " tokens and the teacher " + teacher.size());
        }
    }

    private static CriaException different(String found) {
        return new CriaException(
                found
                        + ", expected the same tokens. Choose a student with the teacher's tokenizer, or make one of its layers.");
    }
}
