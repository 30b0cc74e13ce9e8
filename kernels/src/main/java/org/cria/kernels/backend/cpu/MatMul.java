package org.cria.kernels.backend.cpu;

/** Weight rows times activations, in any parts that write disjoint results: {@link MatMulsOp} makes tasks of them. */
interface MatMul {
    /** What is multiplied. */
    Activation x();

    /** Weight rows. */
    int rows();

    /** Whether tokens are so few that a part reads its weight rows once: then long runs of rows suit the memory. */
    boolean few(ForwardPass pass);

    /** Weight rows of a task where tokens are many. */
    int rowsPerTask();

    /** What a run's rows are a multiple of, but for the last of a product. */
    int rowsOfRun();

    /** Multiplies weight rows {@code from ≤ row < to} with all tokens. */
    void multiply(ForwardPass pass, int from, int to, Scratch scratch);
}
