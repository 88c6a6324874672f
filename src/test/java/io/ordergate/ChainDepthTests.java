package io.ordergate;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.util.TreeScanner;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A chain is read from top to bottom: no operator that starts another chain stands inside the lambda of one. */
class ChainDepthTests {

    /** Operators whose lambda gives the next publisher. */
    private static final Set<String> OPERATORS = Set.of(
            "concatMap",
            "concatMapDelayError",
            "concatMapIterable",
            "delayUntil",
            "expand",
            "expandDeep",
            "filterWhen",
            "flatMap",
            "flatMapDelayError",
            "flatMapIterable",
            "flatMapMany",
            "flatMapSequential",
            "flatMapSequentialDelayError",
            "onErrorResume",
            "repeatWhen",
            "retryWhen",
            "switchMap",
            "switchOnFirst",
            "usingWhen",
            "zipWhen");

    /** Operators that take a publisher; they count when it is deferred. */
    private static final Set<String> TAKING_A_PUBLISHER =
            Set.of("and", "concatWith", "mergeWith", "switchIfEmpty", "then", "thenMany", "when", "zipWith");

    @Test
    void noChainStandsInsideAnother() throws IOException {
        assertThat(nested(SourceCode.main())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a.flatMap(x -> b.flatMap(y -> c))",
                "a.flatMap(x -> b.concatMap(C::d))",
                "a.zipWhen(x -> b.map(y -> y).delayUntil(y -> c))",
                "a.flatMap(x -> { if (x) { return b.flatMapMany(C::d); } return c; })",
                "a.flatMap(x -> b, false, y -> c.switchMap(z -> z))",
                "a.concatMap(x -> list.stream().map(y -> b.flatMapSequential(z -> z)))",
                "a.then(Mono.defer(() -> b.flatMap(c)))",
                "a.flatMap(x -> b.then(Mono.defer(() -> c)))",
                "a.map(x -> x).flatMap(x -> b.map(y -> y).onErrorResume(e -> c)).map(x -> x)",
            })
    void findsAChainInsideAnother(String chain) throws IOException {
        assertThat(nested(sample(chain))).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a.flatMap(x -> b).flatMap(y -> c).zipWhen(z -> d)",
                "a.flatMap(this::b).then(c.flatMap(d))",
                "a.flatMap(x -> b.map(y -> y).switchIfEmpty(Mono.error(() -> z)).thenReturn(x))",
                "a.map(x -> b.flatMap(y -> c))",
                "b(a.flatMap(x -> c)).flatMap(d -> e.then(f))",
                "a.then(Mono.defer(() -> b)).then(c.flatMap(x -> d))",
            })
    void doesNotMindAFlatChain(String chain) throws IOException {
        assertThat(nested(sample(chain))).isEmpty();
    }

    private static SourceCode sample(String chain) throws IOException {
        return SourceCode.of("class Sample { Object chain() { return " + chain + "; } }");
    }

    private static List<String> nested(SourceCode code) {
        var found = new ArrayList<String>();
        for (var file : code.files()) {
            new Chains(code, file, found).scan(file, null);
        }
        return found;
    }

    private static final class Chains extends TreeScanner<@Nullable Void, @Nullable Void> {

        private final SourceCode code;
        private final CompilationUnitTree file;
        private final List<String> found;
        private boolean inArgument;
        private int depth;

        private Chains(SourceCode code, CompilationUnitTree file, List<String> found) {
            this.code = code;
            this.file = file;
            this.found = found;
        }

        @Override
        public @Nullable Void visitMethodInvocation(MethodInvocationTree call, @Nullable Void nothing) {
            var starts = startsAChain(call);
            if (starts && depth > 0) {
                found.add(SourceCode.name(file) + ":" + code.lastLine(file, call.getMethodSelect()) + " " + name(call));
            }
            scan(call.getMethodSelect(), null);
            var before = inArgument;
            inArgument = before || starts;
            scan(call.getArguments(), null);
            inArgument = before;
            return null;
        }

        @Override
        public @Nullable Void visitLambdaExpression(LambdaExpressionTree lambda, @Nullable Void nothing) {
            var before = inArgument;
            depth += before ? 1 : 0;
            inArgument = false;
            super.visitLambdaExpression(lambda, null);
            depth -= before ? 1 : 0;
            inArgument = before;
            return null;
        }

        private static boolean startsAChain(MethodInvocationTree call) {
            return OPERATORS.contains(name(call))
                    || (TAKING_A_PUBLISHER.contains(name(call))
                            && call.getArguments().stream().anyMatch(Chains::isDeferred));
        }

        private static boolean isDeferred(ExpressionTree argument) {
            return argument instanceof MethodInvocationTree call && name(call).startsWith("defer");
        }

        private static String name(MethodInvocationTree call) {
            var method = call.getMethodSelect();
            if (method instanceof MemberSelectTree member) {
                return member.getIdentifier().toString();
            }
            return method instanceof IdentifierTree identifier
                    ? identifier.getName().toString()
                    : "";
        }
    }
}
