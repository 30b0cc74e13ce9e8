package org.cria.cli;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Dependencies run one way, see docs/adr: cli to model to kernels, and inside model from text to the file. */
final class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("org.cria");

    /** The settings of a JVM and its surroundings, as far as the JDK hands them out one by one. */
    private static final Map<Class<?>, Set<String>> SURROUNDINGS = Map.of(
            System.class, Set.of("getenv", "getProperty", "getProperties", "setProperty"),
            Boolean.class, Set.of("getBoolean"),
            Integer.class, Set.of("getInteger"),
            Long.class, Set.of("getLong"));

    @Test
    void everyModuleIsLookedAt() {
        for (String module : new String[] {"kernels", "model", "server", "cli"}) {
            assertTrue(
                    CLASSES.stream()
                                    .filter(c -> c.getPackageName().startsWith("org.cria." + module))
                                    .count()
                            > 10,
                    module);
        }
    }

    @Test
    void theConfigurationOfTornadoVmIsLookedAt() {
        assertTrue(CLASSES.contain("org.cria.tornado.SdkSearch"));
    }

    @Test
    void kernelsKnowNeitherModelsNorTheCommandLine() {
        noClasses()
                .that()
                .resideInAPackage("org.cria.kernels..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.cria.model..", "org.cria.cli..")
                .check(CLASSES);
    }

    /** Checks run on any backend's devices, those of backends to come too. */
    @Test
    void checksKnowNoBackendButTheApi() {
        noClasses()
                .that()
                .resideInAnyPackage("org.cria.kernels.check..", "org.cria.model.check..")
                .should()
                .dependOnClassesThat(resideInAPackage("org.cria.kernels.backend..")
                        .and(DescribedPredicate.not(resideInAPackage("org.cria.kernels.backend"))))
                .check(CLASSES);
    }

    @Test
    void kernelsReadNoFiles() {
        noClasses()
                .that()
                .resideInAPackage("org.cria.kernels..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.nio.file..", "java.nio.channels..")
                .check(CLASSES);
    }

    @Test
    void theConfigurationOfTornadoVmKnowsFilesAndNamesAlone() {
        noClasses()
                .that()
                .resideInAPackage("org.cria.tornado..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.cria.kernels..", "org.cria.model..", "org.cria.cli..", "uk.ac.manchester.tornado..")
                .check(CLASSES);
    }

    @Test
    void onlyTheCommandLineKnowsHowTornadoVmIsConfigured() {
        noClasses()
                .that()
                .resideInAnyPackage("org.cria.kernels..", "org.cria.model..", "org.cria.emulator..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.cria.tornado..")
                .check(CLASSES);
    }

    @Test
    void theCommandLineKnowsNoBackendButTheirApi() {
        noClasses()
                .that()
                .resideInAPackage("org.cria.cli..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.cria.kernels.backend.(*)..")
                .check(CLASSES);
    }

    @Test
    void modelsDoNotKnowTheCommandLine() {
        noClasses()
                .that()
                .resideInAPackage("org.cria.model..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.cria.cli..")
                .check(CLASSES);
    }

    @Test
    void onlyTheCommandLineKnowsTheServer() {
        noClasses()
                .that()
                .resideInAnyPackage("org.cria.kernels..", "org.cria.model..", "org.cria.tornado..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.cria.server..", "org.eclipse.jetty..")
                .check(CLASSES);
    }

    @Test
    void theServerKnowsModelsAndNeitherBackendsNorTheCommandLine() {
        noClasses()
                .that()
                .resideInAPackage("org.cria.server..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.cria.cli..", "org.cria.kernels.backend..", "org.cria.kernels.program..")
                .check(CLASSES);
    }

    @Test
    void jettyIsInOnePackage() {
        noClasses()
                .that(resideOutsideOfPackages("org.cria.server.http.."))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.eclipse.jetty..")
                .check(CLASSES);
    }

    @Test
    void whatShipsDoesNotKnowTestModels() {
        noClasses()
                .that()
                .resideInAnyPackage("org.cria.kernels..", "org.cria.model..", "org.cria.server..", "org.cria.cli..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.cria.testmodels..")
                .check(CLASSES);
    }

    @Test
    void theFileKnowsNothingOfTheModel() {
        modelPackageKnowsOnly("gguf", "storage");
    }

    @Test
    void quantisingKnowsFilesOnly() {
        modelPackageKnowsOnly("importance", "gguf");
        modelPackageKnowsOnly("quantise", "importance", "gguf");
    }

    @Test
    void familiesKnowTheFileOnly() {
        modelPackageKnowsOnly("family", "gguf");
    }

    @Test
    void foldersKnowFilesAndTokenizers() {
        modelPackageKnowsOnly("safetensors", "gguf", "json", "storage");
        modelPackageKnowsOnly("huggingface", "safetensors", "gguf", "json", "storage", "tokenizer");
    }

    @Test
    void sessionsKnowFamiliesAndTheFileAtMost() {
        modelPackageKnowsOnly("forward", "family", "gguf");
    }

    @Test
    void tokenizersKnowTheFileOnly() {
        modelPackageKnowsOnly("tokenizer", "gguf");
    }

    @Test
    void samplersKnowNothingOfTheModel() {
        modelPackageKnowsOnly("sample");
    }

    @Test
    void generationsKnowNothingOfChats() {
        modelPackageKnowsOnly("generation", "forward", "grammar", "sample", "speculation", "tokenizer");
    }

    @Test
    void guessesKnowSessionsAndTokens() {
        modelPackageKnowsOnly("speculation", "forward", "tokenizer");
    }

    @Test
    void grammarsKnowTokensAndHowTheyAreChosen() {
        modelPackageKnowsOnly("grammar", "sample", "tokenizer");
    }

    @Test
    void schemasKnowGrammarsAndPatterns() {
        modelPackageKnowsOnly("schema", "grammar", "json", "pattern");
        modelPackageKnowsOnly("json");
        modelPackageKnowsOnly("pattern");
    }

    @Test
    void servingKnowsGenerationsAndWhatTheseKnow() {
        modelPackageKnowsOnly("serve", "generation", "forward", "sample", "speculation", "tokenizer");
    }

    @Test
    void theHubKnowsNothingOfModels() {
        modelPackageKnowsOnly("hub", "json", "storage");
    }

    @Test
    void templatesKnowNothingOfTheModel() {
        modelPackageKnowsOnly("template");
    }

    @Test
    void chatsKnowGenerationsAndWhatTheseKnowAndCallsOfTools() {
        modelPackageKnowsOnly(
                "chat", "generation", "forward", "grammar", "sample", "template", "tokenizer", "gguf", "tool");
    }

    @Test
    void toolsKnowFormsOfTextOnly() {
        modelPackageKnowsOnly("tool", "grammar", "json", "schema", "template");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tokenizer", "sample", "speculation", "generation", "template", "chat", "serve"})
    void textNeverSeesABackend(String part) {
        noClasses()
                .that()
                .resideInAPackage("org.cria.model." + part + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.cria.kernels.backend..", "org.cria.kernels.program..")
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    @Test
    void onlyTheCommandLineLooksAtItsSurroundings() {
        DescribedPredicate<AccessTarget> surroundings = DescribedPredicate.describe(
                "the environment or system properties",
                target -> SURROUNDINGS.entrySet().stream()
                        .anyMatch(entry -> target.getOwner().isEquivalentTo(entry.getKey())
                                && entry.getValue().contains(target.getName())));
        noClasses()
                .that(resideOutsideOfPackages("org.cria.cli..", "org.cria.tornado.."))
                .should()
                .callMethodWhere(target(surroundings))
                .check(CLASSES);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().assignedFrom(new Parts()).should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void packagesOfAModuleHaveNoCycles() {
        slices().matching("org.cria.(**)").should().beFreeOfCycles().check(CLASSES);
    }

    /** A part of Cria is a package of a module; what is below belongs to it, as the kernels of devices do to {@code kernels.backend}. */
    private static final class Parts implements SliceAssignment {
        @Override
        public SliceIdentifier getIdentifierOf(JavaClass javaClass) {
            String[] names = javaClass.getPackageName().split("\\.", -1);
            return names.length > 2 && names[0].equals("org") && names[1].equals("cria")
                    ? SliceIdentifier.of(String.join(".", Arrays.copyOfRange(names, 2, Math.min(4, names.length))))
                    : SliceIdentifier.ignore();
        }

        @Override
        public String getDescription() {
            return "the parts of Cria";
        }
    }

    private static void modelPackageKnowsOnly(String part, String... others) {
        String[] allowed = Arrays.stream(others)
                .map(other -> "org.cria.model." + other + "..")
                .toArray(String[]::new);
        String own = "org.cria.model." + part + "..";
        noClasses()
                .that()
                .resideInAPackage(own)
                .should()
                .dependOnClassesThat(resideInAPackage("org.cria.model..")
                        .and(DescribedPredicate.not(resideInAPackage(own)))
                        .and(DescribedPredicate.not(resideInAnyPackage(allowed))))
                .check(CLASSES);
    }
}
