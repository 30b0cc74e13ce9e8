package org.cria.kernels.program;

import com.sun.source.tree.BindingPatternTree;
import com.sun.source.tree.CaseTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.DeconstructionPatternTree;
import com.sun.source.tree.DefaultCaseLabelTree;
import com.sun.source.tree.ImportTree;
import com.sun.source.tree.PatternCaseLabelTree;
import com.sun.source.tree.SwitchExpressionTree;
import com.sun.source.tree.SwitchTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/** The switches in sources that tell steps apart, as the compiler reads them. */
final class StepSwitches {
    private final List<String> withDefault = new ArrayList<>();
    private int count;

    private StepSwitches() {}

    /** Reads sources, without compiling them. */
    static StepSwitches in(List<JavaFileObject> sources) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        JavacTask task = (JavacTask) compiler.getTask(null, null, null, List.of("-proc:none"), null, sources);
        StepSwitches switches = new StepSwitches();
        Trees trees = Trees.instance(task);
        for (CompilationUnitTree unit : task.parse()) {
            switches.new Scanner(unit, trees.getSourcePositions()).scan(unit, null);
        }
        return switches;
    }

    int count() {
        return count;
    }

    /** File and line of those that have a branch for steps that they do not name. */
    List<String> withDefault() {
        return List.copyOf(withDefault);
    }

    private final class Scanner extends TreePathScanner<@Nullable Void, @Nullable Void> {
        private final CompilationUnitTree unit;
        private final SourcePositions positions;
        private final List<String> imported;

        Scanner(CompilationUnitTree unit, SourcePositions positions) {
            this.unit = unit;
            this.positions = positions;
            this.imported = unit.getImports().stream()
                    .map(ImportTree::getQualifiedIdentifier)
                    .map(Tree::toString)
                    .toList();
        }

        @Override
        public @Nullable Void visitSwitch(SwitchTree tree, @Nullable Void unused) {
            look(tree, tree.getCases());
            return super.visitSwitch(tree, unused);
        }

        @Override
        public @Nullable Void visitSwitchExpression(SwitchExpressionTree tree, @Nullable Void unused) {
            look(tree, tree.getCases());
            return super.visitSwitchExpression(tree, unused);
        }

        private void look(Tree tree, List<? extends CaseTree> cases) {
            List<Tree> labels = cases.stream()
                    .flatMap(branch -> branch.getLabels().stream())
                    .<Tree>map(label -> label)
                    .toList();
            if (labels.stream().flatMap(this::type).noneMatch(this::isStep)) {
                return;
            }
            count++;
            if (labels.stream().anyMatch(DefaultCaseLabelTree.class::isInstance)
                    || labels.stream().flatMap(this::type).anyMatch(this::isEveryStep)) {
                long line = unit.getLineMap().getLineNumber(positions.getStartPosition(unit, tree));
                withDefault.add(unit.getSourceFile().getName().replaceFirst("^/", "") + ":" + line);
            }
        }

        private Stream<String> type(Tree label) {
            return switch (label) {
                case PatternCaseLabelTree pattern -> type(pattern.getPattern());
                case BindingPatternTree binding ->
                    Stream.of(binding.getVariable().getType().toString());
                case DeconstructionPatternTree record ->
                    Stream.of(record.getDeconstructor().toString());
                default -> Stream.empty();
            };
        }

        private boolean isStep(String type) {
            return type.startsWith("Step.")
                    || type.startsWith(Step.class.getName() + ".")
                    || imported.contains(Step.class.getName() + "." + type);
        }

        private boolean isEveryStep(String type) {
            return List.of("Step", Step.class.getName(), "Object", "Record").contains(type);
        }
    }
}
