package io.ordergate;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.StreamSupport;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Java sources as the compiler reads them, for rules that byte code no longer shows. */
record SourceCode(List<CompilationUnitTree> files, SourcePositions positions) {

    static final Path MAIN = Path.of("src/main/java");

    /** The sources of the service. */
    static SourceCode main() throws IOException {
        try (var manager = ToolProvider.getSystemJavaCompiler()
                .getStandardFileManager(null, Locale.ROOT, StandardCharsets.UTF_8)) {
            return parsed(manager.getJavaFileObjectsFromPaths(javaFiles()));
        }
    }

    /** One file with this text. */
    static SourceCode of(String text) throws IOException {
        var file = new SimpleJavaFileObject(URI.create("string:///Sample.java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return text;
            }
        };
        return parsed(List.of(file));
    }

    static List<Path> javaFiles() {
        try (var paths = Files.walk(MAIN)) {
            return paths.filter(path -> path.toString().endsWith(".java")).toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    long firstLine(CompilationUnitTree file, Tree tree) {
        return file.getLineMap().getLineNumber(positions.getStartPosition(file, tree));
    }

    long lastLine(CompilationUnitTree file, Tree tree) {
        return file.getLineMap().getLineNumber(positions.getEndPosition(file, tree));
    }

    static String name(CompilationUnitTree file) {
        return String.valueOf(Path.of(file.getSourceFile().getName()).getFileName());
    }

    private static SourceCode parsed(Iterable<? extends JavaFileObject> files) throws IOException {
        var compiler = ToolProvider.getSystemJavaCompiler();
        var task = (JavacTask) compiler.getTask(null, null, null, List.of("-proc:none"), null, files);
        var trees = StreamSupport.stream(task.parse().spliterator(), false)
                .<CompilationUnitTree>map(file -> file)
                .toList();
        return new SourceCode(trees, Trees.instance(task).getSourcePositions());
    }
}
