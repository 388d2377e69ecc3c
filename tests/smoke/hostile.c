/* Extension modules that go wrong when they are imported, each in its own way.
 *
 * Compiled with HOSTILE_NAME, the module's name, and one of the ways below. */
#include <Python.h>

#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#define JOIN2(left, right) left##right
#define JOIN(left, right) JOIN2(left, right)
#if PY_MAJOR_VERSION < 3
#define INIT JOIN(init, HOSTILE_NAME)
#define FAILED
#else
#define INIT JOIN(PyInit_, HOSTILE_NAME)
#define FAILED NULL
#endif

#if defined(HOSTILE_ABORTS)
/* Ends the process as a failed assertion does. */
PyMODINIT_FUNC INIT(void)
{
    abort();
}

#elif defined(HOSTILE_FAULTS)
/* Writes where nothing is. */
PyMODINIT_FUNC INIT(void)
{
    volatile int *nowhere = (volatile int *)8;
    *nowhere = 1;
    return FAILED;
}

#elif defined(HOSTILE_SPINS)
/* Never comes back, and keeps the GIL. */
PyMODINIT_FUNC INIT(void)
{
    for (;;)
        pause();
}

#elif defined(HOSTILE_SILENT)
/* Fails without saying why, which the import system calls a SystemError. */
PyMODINIT_FUNC INIT(void)
{
    return FAILED;
}

#elif defined(HOSTILE_RECURSES)
/* Uses up the C stack. */
static volatile int depth;
static int deeper(volatile char *above)
{
    volatile char here[4096];
    here[0] = above[0];
    if (++depth < 0)
        return 0; /* never: only so that no compiler warns of what is meant here */
    return deeper(here) + here[0];
}

PyMODINIT_FUNC INIT(void)
{
    volatile char first[1] = {0};
    deeper(first);
    return FAILED;
}

#elif defined(HOSTILE_NEEDS)
/* Is linked to a library that is not there any more. */
extern int nothere(void);
PyMODINIT_FUNC INIT(void)
{
    nothere();
    return FAILED;
}

#elif defined(HOSTILE_LACKS)
/* Calls a function that no library has. */
extern int relkit_has_no_such_function(void);
PyMODINIT_FUNC INIT(void)
{
    relkit_has_no_such_function();
    return FAILED;
}

#elif defined(HOSTILE_NAMELESS)
/* Is no module: it exports no function that the import system looks for. */
int hostile_exports_something_else(void);
int hostile_exports_something_else(void)
{
    return 0;
}

#else
#error "one way to go wrong must be chosen"
#endif
