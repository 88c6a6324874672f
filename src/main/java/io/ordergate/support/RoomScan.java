package io.ordergate.support;

import java.util.List;
import org.springframework.beans.BeanUtils;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.type.filter.AssignableTypeFilter;
import org.springframework.util.ClassUtils;

/**
 * Finds what the rooms below a feature implement of one of its interfaces, before a context exists. Spring finds their beans by
 * scanning as well, so a new room needs no entry in any list.
 */
public final class RoomScan {

    private RoomScan() {}

    /** One instance of each implementation in the rooms below the package of this interface, by the names of the rooms. */
    public static <T> List<T> find(Class<T> type) {
        var scanner = new ClassPathScanningCandidateComponentProvider(false);
        scanner.setResourcePattern("*/*.class");
        scanner.addIncludeFilter(new AssignableTypeFilter(type));
        return scanner.findCandidateComponents(type.getPackageName()).stream()
                .map(found -> String.valueOf(found.getBeanClassName()))
                .sorted()
                .map(name -> ClassUtils.resolveClassName(name, type.getClassLoader()))
                .map(implementation -> type.cast(BeanUtils.instantiateClass(implementation)))
                .toList();
    }
}
