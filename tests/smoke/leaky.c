/* A module that leaks in every way that `relkit smoke` must see, and beside it functions that do not.
 *
 * Compiled with
 *   LEAKY_NAME            the module's name, `leaky` where it is not given
 *   LEAKY_MULTI_PHASE     to initialise by slots (PEP 489), else in one phase
 *   LEAKY_GIL_NOT_USED    to declare that the module runs without the GIL (Python 3.13 and later)
 *   LEAKY_GIL_USED        to declare that it does not, by a slot (multi-phase only)
 * Every function takes no argument but `leak_argument`, `leak_element` and `clean_argument`, which take one. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#ifndef LEAKY_NAME
#define LEAKY_NAME leaky
#endif
#define TEXT2(name) #name
#define TEXT(name) TEXT2(name)
#define JOIN2(left, right) left##right
#define JOIN(left, right) JOIN2(left, right)

#define PAGE 4096
#define CACHED 4096
#define UNUSED(name) (void)(name)

/* What leaked stays reachable from here for nobody: only kept so that no compiler drops the allocation. */
static void *volatile last;
static PyObject *shared;

static PyObject *leak_malloc(PyObject *self, PyObject *none)
{
    UNUSED(self), UNUSED(none);
    last = malloc(1);
    Py_RETURN_NONE;
}

static PyObject *leak_large_malloc(PyObject *self, PyObject *none)
{
    UNUSED(self), UNUSED(none);
    last = malloc(200 * 1024);
    Py_RETURN_NONE;
}

/* 500 bytes, lost in one call of a hundred. */
static PyObject *leak_rarely(PyObject *self, PyObject *none)
{
    static unsigned calls;
    UNUSED(self), UNUSED(none);
    if (++calls % 100 == 0)
        last = malloc(500);
    Py_RETURN_NONE;
}

static PyObject *leak_list(PyObject *self, PyObject *none)
{
    PyObject *list = PyList_New(0);
    PyObject *item = list ? PyLong_FromLong(1) : NULL;
    UNUSED(self), UNUSED(none);
    if (item == NULL || PyList_Append(list, item) < 0)
        return NULL;
    Py_DECREF(item);
    Py_RETURN_NONE;
}

static PyObject *leak_argument(PyObject *self, PyObject *argument)
{
    UNUSED(self);
    Py_INCREF(argument);
    Py_RETURN_NONE;
}

/* A reference to an object that lives as long as the module: nothing grows but its count. */
static PyObject *leak_shared(PyObject *self, PyObject *none)
{
    UNUSED(self), UNUSED(none);
    Py_INCREF(shared);
    Py_RETURN_NONE;
}

static PyObject *leak_exception(PyObject *self, PyObject *none)
{
    PyObject *lost = PyBytes_FromStringAndSize(NULL, 100);
    UNUSED(self), UNUSED(none);
    if (lost == NULL)
        return NULL;
    PyErr_SetString(PyExc_ValueError, "as wanted");
    return NULL;
}

/* Python's own memory that grows in place: neither blocks nor references tell of it. */
static PyObject *leak_growing_bytes(PyObject *self, PyObject *none)
{
    static PyObject *grown;
    UNUSED(self), UNUSED(none);
    if (grown == NULL && (grown = PyByteArray_FromStringAndSize(NULL, 0)) == NULL)
        return NULL;
    if (PyByteArray_Resize(grown, PyByteArray_Size(grown) + PAGE) < 0)
        return NULL;
    Py_RETURN_NONE;
}

static PyObject *leak_growing_list(PyObject *self, PyObject *none)
{
    static PyObject *grown;
    UNUSED(self), UNUSED(none);
    if ((grown == NULL && (grown = PyList_New(0)) == NULL) || PyList_Append(grown, Py_None) < 0)
        return NULL;
    Py_RETURN_NONE;
}

/* A large object, lost in one call of a thousand. */
static PyObject *leak_rare_object(PyObject *self, PyObject *none)
{
    static unsigned calls;
    UNUSED(self), UNUSED(none);
    if (++calls % 1000 == 0 && PyBytes_FromStringAndSize(NULL, 100 * 1024) == NULL)
        return NULL;
    Py_RETURN_NONE;
}

static PyObject *map_page(int touched)
{
    char *page = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (page == MAP_FAILED)
        return PyErr_SetFromErrno(PyExc_OSError);
    if (touched)
        page[0] = 1;
    last = page;
    Py_RETURN_NONE;
}

static PyObject *leak_mmap(PyObject *self, PyObject *none)
{
    UNUSED(self), UNUSED(none);
    return map_page(1);
}

static PyObject *leak_untouched_mmap(PyObject *self, PyObject *none)
{
    UNUSED(self), UNUSED(none);
    return map_page(0);
}

static PyObject *leak_fd(PyObject *self, PyObject *none)
{
    UNUSED(self), UNUSED(none);
    if (open("/dev/null", O_RDONLY) < 0)
        return PyErr_SetFromErrno(PyExc_OSError);
    Py_RETURN_NONE;
}

static PyObject *leak_rare_fd(PyObject *self, PyObject *none)
{
    static unsigned calls;
    UNUSED(self), UNUSED(none);
    if (++calls % 50 == 0 && open("/dev/null", O_RDONLY) < 0)
        return PyErr_SetFromErrno(PyExc_OSError);
    Py_RETURN_NONE;
}

static PyObject *leak_pipe(PyObject *self, PyObject *none)
{
    int ends[2];
    UNUSED(self), UNUSED(none);
    if (pipe(ends) < 0)
        return PyErr_SetFromErrno(PyExc_OSError);
    Py_RETURN_NONE;
}

static void *sleep_for_ever(void *nothing)
{
    while (nothing == NULL)
        pause();
    return nothing;
}

static PyObject *leak_thread(PyObject *self, PyObject *none)
{
    pthread_t thread;
    int error = pthread_create(&thread, NULL, sleep_for_ever, NULL);
    UNUSED(self), UNUSED(none);
    if (error != 0) {
        PyErr_Format(PyExc_OSError, "pthread_create: %d", error);
        return NULL;
    }
    Py_RETURN_NONE;
}

/* A store that doubles, and so grows once in a while: 16 bytes a call. */
static PyObject *leak_store(PyObject *self, PyObject *none)
{
    static char *store;
    static size_t used, room = 16;
    UNUSED(self), UNUSED(none);
    if (store == NULL || used == room) {
        char *larger = realloc(store, room *= 2);
        if (larger == NULL)
            return PyErr_NoMemory();
        store = larger;
    }
    memset(store + used, 1, 16);
    used += 16;
    Py_RETURN_NONE;
}

/* A reference to the first element of a list. */
static PyObject *leak_element(PyObject *self, PyObject *list)
{
    PyObject *element = PyList_GetItem(list, 0);
    UNUSED(self);
    Py_XINCREF(element);
    if (element == NULL)
        return NULL;
    Py_RETURN_NONE;
}

/* Two megabytes at most, which are all given back at once. */
static PyObject *clean_pool(PyObject *self, PyObject *none)
{
    static void *blocks[1000];
    static unsigned kept;
    UNUSED(self), UNUSED(none);
    if (kept == 1000)
        while (kept > 0)
            free(blocks[--kept]);
    blocks[kept++] = calloc(1, 2000);
    Py_RETURN_NONE;
}

struct later {
    struct later *next;
    char content[200];
};

static struct later *waiting;
static pthread_mutex_t handing = PTHREAD_MUTEX_INITIALIZER;

static void *free_later(void *nothing)
{
    while (nothing == NULL) {
        struct later *all;
        usleep(50000);
        pthread_mutex_lock(&handing);
        all = waiting;
        waiting = NULL;
        pthread_mutex_unlock(&handing);
        while (all != NULL) {
            struct later *next = all->next;
            free(all);
            all = next;
        }
    }
    return nothing;
}

/* What another thread frees, up to 50 ms later. */
static PyObject *clean_later(PyObject *self, PyObject *none)
{
    static pthread_t thread;
    static int started;
    struct later *one = calloc(1, sizeof *one);
    UNUSED(self), UNUSED(none);
    if (one == NULL)
        return PyErr_NoMemory();
    if (!started)
        started = pthread_create(&thread, NULL, free_later, NULL) == 0;
    pthread_mutex_lock(&handing);
    one->next = waiting;
    waiting = one;
    pthread_mutex_unlock(&handing);
    Py_RETURN_NONE;
}

static PyObject *clean(PyObject *self, PyObject *none)
{
    UNUSED(self), UNUSED(none);
    Py_RETURN_NONE;
}

static PyObject *clean_argument(PyObject *self, PyObject *argument)
{
    UNUSED(self);
    Py_INCREF(argument);
    return argument;
}

static PyObject *clean_malloc(PyObject *self, PyObject *none)
{
    static unsigned calls;
    UNUSED(self), UNUSED(none);
    last = malloc(1 + ++calls % 3000);
    free(last);
    Py_RETURN_NONE;
}

static PyObject *clean_list(PyObject *self, PyObject *none)
{
    PyObject *list = PyList_New(0);
    PyObject *text = list ? PyUnicode_FromString("a text of its own") : NULL;
    UNUSED(self), UNUSED(none);
    if (text == NULL || PyList_Append(list, text) < 0)
        return NULL;
    Py_DECREF(text);
    return list;
}

static PyObject *clean_exception(PyObject *self, PyObject *none)
{
    UNUSED(self), UNUSED(none);
    PyErr_SetString(PyExc_ValueError, "as wanted");
    return NULL;
}

static PyObject *clean_fd(PyObject *self, PyObject *none)
{
    int fd = open("/dev/null", O_RDONLY);
    UNUSED(self), UNUSED(none);
    if (fd < 0)
        return PyErr_SetFromErrno(PyExc_OSError);
    close(fd);
    Py_RETURN_NONE;
}

/* Grows by 128 bytes a call until 4096 entries are there, then never again. */
static PyObject *bounded_cache(PyObject *self, PyObject *none)
{
    static void *entries[CACHED];
    static unsigned calls;
    unsigned place = calls++ % CACHED;
    UNUSED(self), UNUSED(none);
    if (entries[place] == NULL)
        entries[place] = calloc(1, 128);
    Py_RETURN_NONE;
}

/* The same of Python's objects, and smaller. */
static PyObject *bounded_objects(PyObject *self, PyObject *none)
{
    static PyObject *entries[500];
    static unsigned calls;
    unsigned place = calls++ % 500;
    UNUSED(self), UNUSED(none);
    Py_XDECREF(entries[place]);
    entries[place] = PyBytes_FromStringAndSize(NULL, 40);
    if (entries[place] == NULL)
        return NULL;
    Py_RETURN_NONE;
}

static PyObject *crash(PyObject *self, PyObject *none)
{
    UNUSED(self), UNUSED(none);
    abort();
}

static PyObject *hang(PyObject *self, PyObject *none)
{
    UNUSED(self), UNUSED(none);
    return sleep_for_ever(NULL);
}

static PyObject *forks(PyObject *self, PyObject *none)
{
    UNUSED(self), UNUSED(none);
    if (fork() < 0)
        return PyErr_SetFromErrno(PyExc_OSError);
    Py_RETURN_NONE;
}

static PyObject *prints(PyObject *self, PyObject *none)
{
    static char line[PAGE];
    UNUSED(self), UNUSED(none);
    memset(line, 'x', sizeof line - 1);
    line[sizeof line - 1] = '\n';
    if (write(1, line, sizeof line) < 0)
        return PyErr_SetFromErrno(PyExc_OSError);
    Py_RETURN_NONE;
}

static PyMethodDef methods[] = {
    {"leak_malloc", leak_malloc, METH_NOARGS, NULL},
    {"leak_large_malloc", leak_large_malloc, METH_NOARGS, NULL},
    {"leak_rarely", leak_rarely, METH_NOARGS, NULL},
    {"leak_list", leak_list, METH_NOARGS, NULL},
    {"leak_argument", leak_argument, METH_O, NULL},
    {"leak_shared", leak_shared, METH_NOARGS, NULL},
    {"leak_exception", leak_exception, METH_NOARGS, NULL},
    {"leak_growing_bytes", leak_growing_bytes, METH_NOARGS, NULL},
    {"leak_growing_list", leak_growing_list, METH_NOARGS, NULL},
    {"leak_rare_object", leak_rare_object, METH_NOARGS, NULL},
    {"leak_mmap", leak_mmap, METH_NOARGS, NULL},
    {"leak_untouched_mmap", leak_untouched_mmap, METH_NOARGS, NULL},
    {"leak_fd", leak_fd, METH_NOARGS, NULL},
    {"leak_rare_fd", leak_rare_fd, METH_NOARGS, NULL},
    {"leak_pipe", leak_pipe, METH_NOARGS, NULL},
    {"leak_thread", leak_thread, METH_NOARGS, NULL},
    {"leak_store", leak_store, METH_NOARGS, NULL},
    {"leak_element", leak_element, METH_O, NULL},
    {"clean", clean, METH_NOARGS, NULL},
    {"clean_argument", clean_argument, METH_O, NULL},
    {"clean_malloc", clean_malloc, METH_NOARGS, NULL},
    {"clean_list", clean_list, METH_NOARGS, NULL},
    {"clean_exception", clean_exception, METH_NOARGS, NULL},
    {"clean_fd", clean_fd, METH_NOARGS, NULL},
    {"clean_pool", clean_pool, METH_NOARGS, NULL},
    {"clean_later", clean_later, METH_NOARGS, NULL},
    {"bounded_cache", bounded_cache, METH_NOARGS, NULL},
    {"bounded_objects", bounded_objects, METH_NOARGS, NULL},
    {"crash", crash, METH_NOARGS, NULL},
    {"hang", hang, METH_NOARGS, NULL},
    {"forks", forks, METH_NOARGS, NULL},
    {"prints", prints, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL},
};

static int fill(PyObject *module)
{
    if (shared == NULL && (shared = PyList_New(0)) == NULL)
        return -1;
    Py_INCREF(shared);
    if (PyModule_AddObject(module, "shared", shared) < 0) {
        Py_DECREF(shared);
        return -1;
    }
    return 0;
}

#if PY_MAJOR_VERSION < 3

PyMODINIT_FUNC JOIN(init, LEAKY_NAME)(void)
{
    PyObject *module = Py_InitModule(TEXT(LEAKY_NAME), methods);
    if (module != NULL)
        fill(module);
}

#else

#ifdef LEAKY_MULTI_PHASE
static PyModuleDef_Slot slots[] = {
    {Py_mod_exec, (void *)fill},
#if PY_VERSION_HEX >= 0x030D0000 && defined(LEAKY_GIL_NOT_USED)
    {Py_mod_gil, Py_MOD_GIL_NOT_USED},
#elif PY_VERSION_HEX >= 0x030D0000 && defined(LEAKY_GIL_USED)
    {Py_mod_gil, Py_MOD_GIL_USED},
#endif
    {0, NULL},
};
#endif

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = TEXT(LEAKY_NAME),
#ifdef LEAKY_MULTI_PHASE
    .m_size = 0,
    .m_slots = slots,
#else
    .m_size = -1,
#endif
    .m_methods = methods,
};

PyMODINIT_FUNC JOIN(PyInit_, LEAKY_NAME)(void)
{
#ifdef LEAKY_MULTI_PHASE
    return PyModuleDef_Init(&definition);
#else
    PyObject *module = PyModule_Create(&definition);
    if (module == NULL)
        return NULL;
#if defined(Py_GIL_DISABLED) && defined(LEAKY_GIL_NOT_USED)
    PyUnstable_Module_SetGIL(module, Py_MOD_GIL_NOT_USED);
#endif
    if (fill(module) < 0) {
        Py_DECREF(module);
        return NULL;
    }
    return module;
#endif
}

#endif
