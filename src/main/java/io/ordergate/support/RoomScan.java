package io.ordergate.support;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.springframework.beans.BeanUtils;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.type.filter.AssignableTypeFilter;
import org.springframework.util.ClassUtils;

/**
 * Finds what the rooms below a feature implement of one of its interfaces, before a context exists. Spring finds their beans by
 * scanning as well, so a new room needs no entry in any list.
 */
public final class RoomScan {

    private static final int FEATURE = 3;

    private RoomScan() {}

    /**
     * One instance of each implementation in the rooms of the feature that has this interface, by the names of the rooms. The
     * name of an implementation ends with the last word of the interface's name, so that few files are read at the start.
     */
    public static <T> List<T> find(Class<T> type) {
        var scanner = new ClassPathScanningCandidateComponentProvider(false);
        scanner.setResourcePattern("*/*" + type.getSimpleName().replaceFirst(".*(?=[A-Z])", "") + ".class");
        scanner.addIncludeFilter(new AssignableTypeFilter(type));
        return scanner.findCandidateComponents(feature(type)).stream()
                .map(found -> String.valueOf(found.getBeanClassName()))
                .sorted()
                .map(name -> ClassUtils.resolveClassName(name, type.getClassLoader()))
                .map(implementation -> type.cast(BeanUtils.instantiateClass(implementation)))
                .toList();
    }

    /** The package of the feature, such as {@code io.ordergate.sms}. */
    private static String feature(Class<?> type) {
        return Arrays.stream(type.getPackageName().split("\\.", -1))
                .limit(FEATURE)
                .collect(Collectors.joining("."));
    }
}
